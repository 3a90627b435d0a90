import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RollbookError } from '../../src/domain/finding.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { discardRun, releaseRun } from '../../src/inbound/guard/held-runs.ts'
import { tries } from '../support/arbitrary-actions.ts'
import { dump, heldRuns, outcomesOf, siteContent } from './held-site.ts'
import { hubOfFormat, importFiles, send, type TestHub, testHub } from './test-hub.ts'

interface Person {
  readonly id: string
  readonly lastname: string
}

const PEOPLE: readonly Person[] = Array.from({ length: 200 }, (_, index) => ({
  id: `e${index}`,
  lastname: `Last${index}`,
}))
const SUSPEND = { missingUsers: 'suspend' }

let home: Awaited<ReturnType<typeof testHub>>
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const newHub = () => hubOfFormat(home, 'snapshot-csv')

function list(people: readonly Person[], header = 'username,email,firstname,lastname,uniqueid') {
  const rows = people.map(({ id, lastname }) => `u${id},${id}@example.org,First,${lastname},${id}`)
  return { name: 'UserUpload.csv', content: [header, ...rows, ''].join('\n') }
}

async function stateOf({ hub, defaults }: TestHub, runId: number): Promise<string> {
  const { state } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run').select('state').where('id', '=', runId).executeTakeFirstOrThrow(),
  )
  return state
}

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: RollbookError) => error.finding.code,
  )
}

describe('a full list that lacks too many', () => {
  const shifted = PEOPLE.map(({ id, lastname }) => `${id}@example.org,First,${lastname},${id},u${id}`)
  test.each([
    ['was cut to 60 % of its rows', list(PEOPLE.slice(0, 120)), 'held'],
    ['has other values in its key column', list(PEOPLE.map((one) => ({ ...one, id: `x${one.id}` }))), 'held'],
    [
      'has its values shifted by a column',
      {
        name: 'UserUpload.csv',
        content: ['username,email,firstname,lastname,uniqueid', ...shifted, ''].join('\n'),
      },
      'held',
    ],
    ['is empty', { name: 'UserUpload.csv', content: '' }, 'failed'],
    ['has a header and no rows', list([]), 'failed'],
    [
      'has another header in its key column',
      list(PEOPLE, 'username,email,firstname,lastname,staffno'),
      'failed',
    ],
  ])('because it %s removes nobody', async (_, file, state) => {
    const own = await newHub()
    await importFiles(own, [list(PEOPLE)], SUSPEND)
    const before = await siteContent(own)
    const runId = await importFiles(own, [file], SUSPEND)
    expect(await stateOf(own, runId)).toBe(state)
    expect(await siteContent(own)).toEqual(before)
  })

  test('can be read, released as it was shown, and not twice', async () => {
    const own = await newHub()
    await importFiles(own, [list(PEOPLE)], SUSPEND)
    const changed = PEOPLE.slice(0, 120).map((one, at) => (at === 3 ? { ...one, lastname: 'New' } : one))
    const runId = await importFiles(own, [list(changed)], SUSPEND)
    expect(await outcomesOf(own, runId)).toEqual({ suspended: 80, updated: 1, unchanged: 119 })

    const { organisationId } = own.defaults
    const released = await releaseRun(own.hub, organisationId, runId)
    expect(await outcomesOf(own, released)).toEqual({ suspended: 80, updated: 1, unchanged: 119 })
    const users = await siteContent(own)
    expect(users.filter(({ suspended }) => suspended)).toHaveLength(80)
    expect(await refusalOf(releaseRun(own.hub, organisationId, runId))).toBe('RB-5053')
    expect(await refusalOf(discardRun(own.hub, organisationId, runId))).toBe('RB-5053')
  })

  test('may hold its removals alone, and then be released', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    const settings = { ...SUSPEND, onThreshold: 'holdRemovals' }
    await importFiles(own, [list(PEOPLE)], settings)
    const changed = PEOPLE.slice(0, 120).map((one, at) => (at === 3 ? { ...one, lastname: 'New' } : one))
    const runId = await importFiles(own, [list(changed)], settings)
    expect(await stateOf(own, runId)).toBe('succeeded')
    expect(await outcomesOf(own, runId)).toEqual({ updated: 1, unchanged: 119 })
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(0)
    const [held] = await heldRuns(own)
    expect(await outcomesOf(own, held!)).toEqual({ suspended: 80 })
    await releaseRun(own.hub, organisationId, held!)
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(80)
    expect(await heldRuns(own)).toEqual([])
  })

  test('may be applied without its removals', async () => {
    const own = await newHub()
    const settings = { ...SUSPEND, onThreshold: 'skipRemovals' }
    await importFiles(own, [list(PEOPLE)], settings)
    const runId = await importFiles(own, [list(PEOPLE.slice(0, 120))], settings)
    expect(await outcomesOf(own, runId)).toEqual({ unchanged: 120 })
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(0)
    expect(await heldRuns(own)).toEqual([])
  })

  test('goes stale when the site moves, can be dropped, and gives way to a newer list', async () => {
    const own = await newHub()
    const { organisationId, siteId } = own.defaults
    await importFiles(own, [list(PEOPLE)], SUSPEND)
    const stale = await importFiles(own, [list(PEOPLE.slice(0, 10))], SUSPEND)
    await own.hub.store.asOrganisation(organisationId, ({ db }) =>
      db
        .updateTable('site')
        .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
        .where('id', '=', siteId)
        .execute(),
    )
    expect(await refusalOf(releaseRun(own.hub, organisationId, stale))).toBe('RB-5004')

    const dropped = await importFiles(own, [list(PEOPLE.slice(0, 11))], SUSPEND)
    await discardRun(own.hub, organisationId, dropped)
    expect(await stateOf(own, dropped)).toBe('cancelled')

    const older = await importFiles(own, [list(PEOPLE.slice(0, 12))], SUSPEND)
    expect(await stateOf(own, older)).toBe('held')
    const newer = await importFiles(own, [list(PEOPLE.slice(0, 190))], SUSPEND)
    expect(await stateOf(own, older)).toBe('cancelled')
    expect(await stateOf(own, newer)).toBe('succeeded')
    expect((await siteContent(own)).filter(({ suspended }) => suspended)).toHaveLength(10)
  })

  test('is counted once, also when the run is taken up again after it was judged', async () => {
    const own = await newHub()
    await importFiles(own, [list(PEOPLE)], SUSPEND)
    const runId = await send(own, [list(PEOPLE.slice(0, 190))], SUSPEND)
    const broken = executeRun(own.hub, own.defaults.organisationId, runId, () => {
      throw new Error('the power went')
    })
    await expect(broken).rejects.toThrow('the power went')
    await executeRun(own.hub, own.defaults.organisationId, runId)
    expect(await stateOf(own, runId)).toBe('succeeded')
    expect(await outcomesOf(own, runId)).toEqual({ suspended: 10, unchanged: 190 })
  })
})

describe('what a held list shows', () => {
  test('is what its release does, and what an import without limits would do', async () => {
    const person = fc.record({ id: fc.integer({ min: 0, max: 11 }), lastname: fc.constantFrom('Lee', 'Ray') })
    const people = fc
      .uniqueArray(person, { selector: ({ id }) => id, minLength: 1, maxLength: 10 })
      .map((all) => all.map(({ id, lastname }) => ({ id: String(id), lastname })))
    await fc.assert(
      fc.asyncProperty(people, people, fc.constantFrom('suspend', 'delete'), async (first, second, how) => {
        const limits = { removalThresholdCount: 0 }
        const [held, free] = [await newHub(), await newHub()]
        for (const own of [held, free]) await importFiles(own, [list(first)], { missingUsers: how })
        const before = await dump(held)
        const runId = await importFiles(held, [list(second)], { missingUsers: how, ...limits })
        const freeId = await importFiles(free, [list(second)], { missingUsers: how })
        const missing = first.filter(({ id }) => second.every((other) => other.id !== id)).length
        expect(await outcomesOf(held, runId)).toEqual(await outcomesOf(free, freeId))
        if (missing > 0) {
          expect(await stateOf(held, runId)).toBe('held')
          expect(await dump(held)).toEqual(before)
          const released = await releaseRun(held.hub, held.defaults.organisationId, runId)
          expect(await outcomesOf(held, released)).toEqual(await outcomesOf(free, freeId))
        }
        expect(await siteContent(held)).toEqual(await siteContent(free))
      }),
      tries(5),
    )
  })
})
