import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { testEngine } from '../support/engines.ts'
import { SOAK } from '../support/soak.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { bounded } from './bounded.ts'
import { mutatePackage } from './mutant-packages.ts'
import { PACKAGE_BASES } from './package-bases.ts'
import { hubOfFormat, send, type TestHub, testHub } from './test-hub.ts'

/**
 * The ten thousand are shared out between the engines as those of Data Hub's files are. A package is six files and as
 * many kinds of record, so that a run costs several times as much: `npm test` tries the first fifty of each engine.
 */
const ALL = testEngine === 'postgres' ? { from: 1, to: 9_000 } : { from: 9_001, to: 10_000 }
const SEEDS = SOAK ? ALL : { from: ALL.from, to: ALL.from + 49 }
const MUTANTS = SEEDS.to - SEEDS.from + 1
/** Each with an organisation of its own for each format, at the same time. */
const LANES = [1, 2, 3, 4]
const LANE_TIMEOUT_MS = 60 * 60_000

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

describe(`damaged packages ${SEEDS.from} to ${SEEDS.to}`, () => {
  test.concurrent.each(LANES)(
    'go through a run each without a crash: lane %i',
    async (lane) => {
      const places = new Map<string, TestHub>()
      for (const format of new Set(PACKAGE_BASES.map((base) => base.format))) {
        places.set(format, await hubOfFormat(home, format))
      }
      for (let seed = SEEDS.from + lane - 1; seed <= SEEDS.to; seed += LANES.length) {
        const problem = await bounded(mutantRun(places, seed))
        expect(problem, `seed ${seed}`).toBeNull()
      }
    },
    LANE_TIMEOUT_MS,
  )

  test('lose no record', async () => {
    const { store } = home.hub
    const runs = await store.asHouse(({ db }) => db.selectFrom('run').select('state').execute())
    expect(runs).toHaveLength(MUTANTS)
    expect(await store.asHouse(unbalancedFiles)).toEqual([])
  })

  test('leave sites in which everything refers to something', async () => {
    expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
  })

  test('are refused in part, and taken in part', async () => {
    const runs = await home.hub.store.asHouse(({ db }) => db.selectFrom('run').select('state').execute())
    const succeeded = runs.filter(({ state }) => state === 'succeeded').length
    expect(succeeded).toBeGreaterThan(MUTANTS / 5)
    expect(succeeded).toBeLessThan((MUTANTS * 9) / 10)
  })
})

/** What must never happen with any package, or null. One that is refused is none of it: its run says so. */
async function mutantRun(places: ReadonlyMap<string, TestHub>, seed: number): Promise<string | null> {
  const base = PACKAGE_BASES[seed % PACKAGE_BASES.length]!
  const own = places.get(base.format)!
  try {
    const runId = await send(own, mutatePackage(base, seed), base.settings)
    await executeRun(own.hub, own.defaults.organisationId, runId)
    return null
  } catch (error) {
    return `${base.name}: ${error instanceof Error ? error.stack : error}`
  }
}
