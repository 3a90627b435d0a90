import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * The tests that try many seeds or kill many times, with all of them. On both engines what is about the engine: what a
 * process leaves that ends at any moment, and damaged files, of which each engine has its own. The others are on the
 * one that `npm test` has them on.
 */
const ON_BOTH_ENGINES = [
  'test/inbound/kill.test.ts',
  'test/inbound/mutated-files.test.ts',
  'test/inbound/mutated-packages.test.ts',
  'test/outbound/kill.test.ts',
]
const TESTS = {
  postgres: [
    ...ON_BOTH_ENGINES,
    'test/inbound/held-in-any-format.test.ts',
    'test/inbound/remote/trouble.test.ts',
    'test/inbound/waiting/properties.test.ts',
    'test/inbound/waiting/resume.test.ts',
    'test/outbound/histories.test.ts',
    'test/outbound/watch/histories.test.ts',
    'test/cli/moodle-secrets.test.ts',
  ],
  pglite: [
    ...ON_BOTH_ENGINES,
    'test/inbound/remote/chaos.test.ts',
    'test/inbound/remote/kill.test.ts',
    'test/store/pglite-store.test.ts',
  ],
}

let failed = false
for (const [engine, tests] of Object.entries(TESTS)) {
  console.log(`\nSoak on ${engine}`)
  const { status } = spawnSync(
    process.execPath,
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests],
    {
      stdio: 'inherit',
      env: { ...process.env, ROLLBOOK_TEST_ENGINE: engine, ROLLBOOK_TEST_SOAK: 'on' },
    },
  )
  failed ||= status !== 0
}
process.exit(failed ? 1 : 0)
