import { defineConfig } from 'vitest/config'
import startOptions from './bin/start-options.cjs'

const { NODE_COMPILE_CACHE } = startOptions.environment(import.meta.dirname)

/** `ROLLBOOK_TEST_ENGINE=postgres` runs the tests of the store on a PostgreSQL server; otherwise they run on PGlite. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Files share their processes, and what these have loaded: half the time of a file that needs no database. Each
    // leaves the process as it found it.
    isolate: false,
    // PGlite takes about half a gigabyte in each.
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts'],
    // Of the programs that tests start: hundreds, and each would compile the same files once more.
    env: { NODE_COMPILE_CACHE: NODE_COMPILE_CACHE! },
    setupFiles: ['test/support/leaks.ts'],
    // A first PGlite takes two seconds on an idle machine, and machines that test are seldom idle.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
