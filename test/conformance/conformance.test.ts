import { describe, expect, it } from 'vitest'
import { readSuites } from '../conformance-runner/read-suites.ts'
import { runCases, tell } from '../conformance-runner/run-cases.ts'
import { testEngine } from '../support/engines.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'

/** A hundred cases take seconds; a machine that tests other things besides takes several times as long. */
const SUITE_TIMEOUT_MS = 180_000
/** Of each suite: what cases differ in is rarely the engine, and PGlite takes twice the time. */
const EVERY = testEngine === 'postgres' ? 1 : 4

describe('conformance', () => {
  const suites = Map.groupBy(readSuites([import.meta.dirname]), ({ suite }) => suite)
  const own = storeAndFolder()

  for (const [suite, all] of suites) {
    const cases = all.filter((_, index) => index % EVERY === 0)
    it(
      `holds for the ${cases.length} cases of ${suite}`,
      async () => {
        const { failures } = await runCases(own, cases)
        expect(failures.map(tell)).toEqual([])
      },
      SUITE_TIMEOUT_MS,
    )
  }
})
