/** Whether tests that try many seeds, or kill many times, try all of them (`npm run soak`). In `npm test` they try some. */
export const SOAK = process.env['ROLLBOOK_TEST_SOAK'] === 'on'
