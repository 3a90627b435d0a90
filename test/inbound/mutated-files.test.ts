import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { mutate } from '../formats/mutations.ts'
import { testEngine } from '../support/engines.ts'
import { SOAK } from '../support/soak.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { bounded } from './bounded.ts'
import { BEFORE_MUTANTS, MUTANT_BASES } from './mutant-bases.ts'
import {
  addProfileFields,
  anotherOrganisation,
  importFiles,
  send,
  type TestHub,
  testHub,
} from './test-hub.ts'

/**
 * A run costs some thirty statements and six commits: 13 ms with a PostgreSQL server, 25 ms with PGlite, which has one
 * thread and waits for the disk (on two cores that others used, too). The ten thousand are shared out by that: seeds are
 * not repeated between the engines, so that `npm run soak` tries all of them, and `npm test` a tenth.
 */
const ALL = testEngine === 'postgres' ? { from: 1, to: 9_000 } : { from: 9_001, to: 10_000 }
const SEEDS = SOAK ? ALL : { from: ALL.from, to: ALL.from + (ALL.to - ALL.from + 1) / 10 - 1 }
const MUTANTS = SEEDS.to - SEEDS.from + 1
/** Each an organisation of its own, at the same time: while the database works for one, another is read. */
const LANES = [1, 2, 3, 4]
/** For a run of one file, a chunk, and a second and third look at it. */
const MOST_STATEMENTS = 100
const LANE_TIMEOUT_MS = 20 * 60_000

const statements = new AsyncLocalStorage<{ count: number }>()
let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub({
    onStatement() {
      const store = statements.getStore()
      if (store !== undefined) store.count++
    },
  })
})
afterAll(() => home[Symbol.asyncDispose]())

describe(`damaged files ${SEEDS.from} to ${SEEDS.to}`, () => {
  test.concurrent.each(LANES)(
    'go through a run each without a crash: lane %i',
    async (lane) => {
      const { hub } = home
      const own: TestHub = { hub, defaults: await anotherOrganisation(hub.store, `lane-${lane}`) }
      await addProfileFields(hub.store, own.defaults.siteId)
      await importFiles(own, BEFORE_MUTANTS)
      for (let seed = SEEDS.from + lane - 1; seed <= SEEDS.to; seed += LANES.length) {
        const spent = { count: 0 }
        const problem = await statements.run(spent, () => bounded(mutantRun(own, seed)))
        expect(problem, `seed ${seed}`).toBeNull()
        expect(spent.count, `statements for seed ${seed}`).toBeLessThan(MOST_STATEMENTS)
      }
    },
    LANE_TIMEOUT_MS,
  )

  test('lose no record', async () => {
    const { store } = home.hub
    const runs = await store.asHouse(({ db }) => db.selectFrom('run').select('state').execute())
    expect(runs).toHaveLength(LANES.length + MUTANTS)
    expect(await store.asHouse(unbalancedFiles)).toEqual([])
  })

  test('leave sites in which everything refers to something', async () => {
    expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
  })

  test('are refused in part, and taken in part', async () => {
    const runs = await home.hub.store.asHouse(({ db }) => db.selectFrom('run').select('state').execute())
    const succeeded = runs.filter(({ state }) => state === 'succeeded').length
    expect(succeeded).toBeGreaterThan(MUTANTS / 4)
    expect(succeeded).toBeLessThan((MUTANTS * 3) / 4)
  })
})

/** What must never happen with any file, or null. A file that is refused is none of it: its run says so. */
async function mutantRun(own: TestHub, seed: number): Promise<string | null> {
  const { name, kind, bytes, settings } = MUTANT_BASES[seed % MUTANT_BASES.length]!
  const sent = { name: `${seed}.csv`, content: mutate(bytes, seed), kind: seed % 3 === 0 ? kind : undefined }
  try {
    const runId = await send(own, [sent], settings)
    await executeRun(own.hub, own.defaults.organisationId, runId)
    return null
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.stack : error}`
  }
}
