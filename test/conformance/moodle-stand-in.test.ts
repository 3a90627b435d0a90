import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moodleExceptions, nameOf } from '../conformance-runner/moodle/exceptions.ts'
import { readSuites } from '../conformance-runner/read-suites.ts'
import { runCases, tell } from '../conformance-runner/run-cases.ts'
import { testStore } from '../support/engines.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const TIMEOUT_MS = 240_000
const SUITES = [
  'datahub/users',
  'datahub/courses',
  'datahub/enrolments',
  'snapshot/users',
  'oneroster/classes',
  'oneroster/packages',
  'ims/memberships',
  'rollbook/moodle-cohorts',
  'rollbook/moodle-groups',
]
/** Of the cases, at the most. */
const EXCEPTIONS_SHARE = 0.15

test(
  'the cases of most formats hold on Moodle, except those that are listed with the reason why they cannot',
  async () => {
    await using folder = await temporaryFolder()
    const store = await testStore()
    const listed = moodleExceptions()
    const cases = readSuites(SUITES.map((name) => join(import.meta.dirname, `${name}.json`)))
    try {
      const bench = { store, folder: folder.path, site: 'moodle-stand-in' } as const
      const { failures } = await runCases(bench, cases)
      expect(failures.filter((failure) => !listed.has(nameOf(failure))).map(tell)).toEqual([])
      // A case that holds by now is none to be listed.
      expect(failures.map(nameOf).sort()).toEqual([...listed.keys()].sort())
      expect(listed.size).toBeLessThan(cases.length * EXCEPTIONS_SHARE)
    } finally {
      await store.close()
    }
  },
  TIMEOUT_MS,
)
