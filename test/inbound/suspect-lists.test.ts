import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { releaseRun } from '../../src/inbound/guard/held-runs.ts'
import { heldRuns, outcomesOf, siteContent } from './held-site.ts'
import { resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, send, type TestHub, testHub } from './test-hub.ts'

let home: Awaited<ReturnType<typeof testHub>>
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const NUMBERS = Array.from({ length: 120 }, (_, at) => at)
const SUSPEND = { missingUsers: 'suspend' }

function list(numbers: readonly number[], name = 'UserUpload.csv') {
  const rows = numbers.map((at) => `u${at},u${at}@example.org,First,Last,e${at}`)
  return { name, content: ['username,email,firstname,lastname,uniqueid', ...rows, ''].join('\n') }
}

function changes(numbers: readonly number[]) {
  const rows = numbers.map((at) => `create,u${at},Passw0rd!,F,L,u${at}@example.org,Ulm,DE,e${at}`)
  const header = 'action,username,password,firstname,lastname,email,city,country,idnumber'
  return { name: 'user.csv', content: [header, ...rows, ''].join('\n') }
}

async function stateOf(own: TestHub, runId: number) {
  const { hub, defaults } = own
  const { state, finding } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run').select(['state', 'finding']).where('id', '=', runId).executeTakeFirstOrThrow(),
  )
  return [state, (finding as { code: string } | null)?.code ?? null]
}

async function warningsOf(
  { hub, defaults }: TestHub,
  runId: number,
): Promise<{ code: string; message: string }[]> {
  const files = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run_file').select('inspection').where('run_id', '=', runId).execute(),
  )
  return files.flatMap(
    ({ inspection }) => (inspection as { warnings: { code: string; message: string }[] }).warnings,
  )
}

describe('a file that is much smaller than the one before', () => {
  test('is held as a list, whatever the limits on removals are', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    const settings = { ...SUSPEND, removalThresholdPercent: 100 }
    await importFiles(own, [list(NUMBERS)], settings)
    const runId = await importFiles(own, [list(NUMBERS.slice(0, 59))], settings)
    expect(await stateOf(own, runId)).toEqual(['held', 'RB-5060'])
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toEqual([])
    await releaseRun(own.hub, own.defaults.organisationId, runId)
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(61)
  })

  test('is taken when it has exactly the share that it must have', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    const settings = { ...SUSPEND, removalThresholdPercent: 100 }
    await importFiles(own, [list(NUMBERS)], settings)
    const runId = await importFiles(own, [list(NUMBERS.slice(0, 60))], settings)
    expect(await stateOf(own, runId)).toEqual(['succeeded', null])
  })

  test('removes nobody where removals are left out', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    const settings = { ...SUSPEND, removalThresholdPercent: 100, onThreshold: 'skipRemovals' }
    await importFiles(own, [list(NUMBERS)], settings)
    const runId = await importFiles(own, [list(NUMBERS.slice(0, 59))], settings)
    expect(await outcomesOf(own, runId)).toEqual({ unchanged: 59 })
    expect((await warningsOf(own, runId)).map(({ code }) => code)).toEqual(['RB-5060', 'RB-5051'])
  })

  test('is taken in a format of changes, unless its feed says otherwise', async () => {
    const own = await hubOfFormat(home, 'datahub-csv')
    await importFiles(own, [changes(NUMBERS)])
    expect(await stateOf(own, await importFiles(own, [changes([0])]))).toEqual(['succeeded', null])
    await importFiles(own, [changes(NUMBERS)])
    const byRows = { guard: { rowDropPercent: 90 } }
    expect(await stateOf(own, await importFiles(own, [changes([1])], byRows))).toEqual(['held', 'RB-5060'])
    const bySize = { guard: { sizeDropPercent: 90 } }
    expect(await stateOf(own, await importFiles(own, [changes([2])], bySize))).toEqual(['held', 'RB-5061'])
    const told = await importFiles(own, [changes([3])], { ...bySize, onThreshold: 'skipRemovals' })
    expect(await stateOf(own, told)).toEqual(['succeeded', null])
    expect((await warningsOf(own, told)).map(({ code }) => code)).toEqual(['RB-5061'])
  })
})

describe('two lists of one kind in a run', () => {
  test('lack whom both of them lack', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    await importFiles(own, [list(NUMBERS)], SUSPEND)
    const halves = [
      list(NUMBERS.slice(0, 60), 'UserUpload20240101.csv'),
      list(NUMBERS.slice(58, 110), 'UserUpload20240102.csv'),
    ]
    const runId = await importFiles(own, halves, { ...SUSPEND, guard: { rowDropPercent: null } })
    expect(await outcomesOf(own, runId)).toEqual({ unchanged: 112, suspended: 10 })
  })
})

describe('a list that lacks too many', () => {
  test('makes no other run when only a plan was asked for', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    const settings = { ...SUSPEND, onThreshold: 'holdRemovals' }
    await importFiles(own, [list(NUMBERS)], settings)
    const planId = await importFiles(own, [list(NUMBERS.slice(0, 90))], settings, 'plan')
    expect(await stateOf(own, planId)).toEqual(['planned', null])
    expect(await heldRuns(own)).toEqual([])
    const [warning] = await warningsOf(own, planId)
    expect(warning!.code).toBe('RB-5051')
    expect(warning!.message).toContain('(holdRemovals)')
  })

  test.each(['holdFile', 'holdRemovals'])(
    'is held in the end when it was killed while it was planned (%s)',
    async (onThreshold) => {
      const own = await hubOfFormat(home, 'snapshot-csv')
      const { organisationId } = own.defaults
      const settings = { ...SUSPEND, onThreshold }
      await importFiles(own, [list(NUMBERS)], settings)
      const runId = await send(own, [list(NUMBERS.slice(0, 90))], settings)
      const cut = (at: number) => {
        let chunks = 0
        return () => {
          if (++chunks === at) throw new Error('the power went')
        }
      }
      // The list has three chunks, and what it lacks one; the last of them is being planned.
      await expect(executeRun(own.hub, organisationId, runId, cut(4), 30)).rejects.toThrow('the power went')
      const running = await own.hub.store.asOrganisation(organisationId, ({ db }) =>
        db.selectFrom('run').select('id').where('state', '=', 'running').execute(),
      )
      expect(running).toHaveLength(1)
      await executeRun(own.hub, organisationId, running[0]!.id)
      const [held, ...others] = await heldRuns(own)
      expect(others).toEqual([])
      expect((await resultOf(own, held!)).log.filter(({ outcome }) => outcome === 'suspended')).toHaveLength(
        30,
      )
      await releaseRun(own.hub, organisationId, held!)
      expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(30)
    },
  )
})
