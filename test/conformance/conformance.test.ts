import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { readSuites } from '../conformance-runner/read-suites.ts'
import { runCases, tell } from '../conformance-runner/run-cases.ts'
import { testStore } from '../support/engines.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A hundred cases take seconds; a machine that tests other things besides takes several times as long. */
const SUITE_TIMEOUT_MS = 180_000

describe('conformance', () => {
  const suites = Map.groupBy(readSuites([import.meta.dirname]), ({ suite }) => suite)
  let store: Store
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    store = await testStore()
    folder = await temporaryFolder()
  })
  afterAll(async () => {
    await store.close()
    await folder[Symbol.asyncDispose]()
  })

  for (const [suite, cases] of suites) {
    it(
      `holds for the ${cases.length} cases of ${suite}`,
      async () => {
        const { failures } = await runCases({ store, folder: folder.path }, cases)
        expect(failures.map(tell)).toEqual([])
      },
      SUITE_TIMEOUT_MS,
    )
  }
})
