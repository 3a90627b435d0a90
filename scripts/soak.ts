import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The tests that try many seeds or kill many times, with all of them, on both engines. */
const TESTS = [
  'test/inbound/kill.test.ts',
  'test/inbound/mutated-files.test.ts',
  'test/inbound/mutated-packages.test.ts',
  'test/inbound/remote',
  'test/outbound/histories.test.ts',
  'test/cli/moodle-secrets.test.ts',
]

for (const engine of ['postgres', 'pglite']) {
  console.log(`\nSoak on ${engine}`)
  const { status } = spawnSync(
    process.execPath,
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...TESTS],
    {
      stdio: 'inherit',
      env: { ...process.env, ROLLBOOK_TEST_ENGINE: engine, ROLLBOOK_TEST_SOAK: 'on' },
    },
  )
  if (status !== 0) process.exit(status ?? 1)
}
