import { defineConfig } from 'vitest/config'

/** `ROLLBOOK_TEST_ENGINE=postgres` runs the tests of the store on a PostgreSQL server; otherwise they run on PGlite. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // PGlite takes about half a gigabyte in each.
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/leaks.ts'],
    // A first PGlite takes two seconds on an idle machine, and machines that test are seldom idle.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
