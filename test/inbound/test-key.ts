/** A key that is the same in every process of a test, so that what is remembered can be compared. */
export const TEST_KEY = '0f'.repeat(32)
/** The time of every run of these tests. */
export const TEST_TIME = Date.UTC(2026, 8, 1, 6)
