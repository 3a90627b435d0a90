/**
 * Whether tests that try many seeds, or kill many times, try all of them (`npm run soak`): that takes a quarter of an
 * hour. In `npm test` they try some.
 */
export const SOAK = process.env['ROLLBOOK_TEST_SOAK'] === 'on'
