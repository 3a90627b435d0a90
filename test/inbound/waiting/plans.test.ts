import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan } from '../../../src/inbound/apply-plan.ts'
import { discardRun, releasePart, releaseRun } from '../../../src/inbound/guard/held-runs.ts'
import { heldRuns, outcomesOf } from '../held-site.ts'
import { importFiles, type TestHub, testHub } from '../test-hub.ts'
import { courses, enrolled, enrolments, told, users, waiting, waitingHub } from './waiting-hub.ts'

const WEEK = { waitFor: '7d' }

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const newHub = () => waitingHub(home)

describe('a plan', () => {
  test('shows what would wait and what waited, and changes neither until it is applied', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    await importFiles(own, [enrolments('create,ann,BIO', 'create,bob,BIO')], WEEK)
    const files = [users('ann'), courses('BIO'), enrolments('create,cyd,BIO', 'delete,bob,BIO')]
    const planId = await importFiles(own, files, WEEK, 'plan')
    const shown = (await told(own, planId)).filter((line) => line.startsWith('enroll'))
    expect(shown.map((line) => line.replace(/waiting since run \d+/, '*'))).toEqual([
      'enroll.csv:2 waiting RB-2012',
      'enroll.csv:3 rejected RB-2012',
      'enroll.csv, *:2 enrolled',
      'enroll.csv, *:3 waiting RB-2012',
    ])
    expect(await waiting(own)).toEqual(['enroll.csv:2 RB-2012', 'enroll.csv:3 RB-2012'])
    const runId = await applyPlan(own.hub, organisationId, planId)
    expect(await told(own, runId)).toEqual(await told(own, planId))
    expect(await waiting(own)).toEqual(['enroll.csv:2 RB-2012'])
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
    await importFiles(own, [users('bob', 'cyd')], WEEK)
    expect(await enrolled(own)).toEqual(['ann BIO active student', 'cyd BIO active student'])
  })

  test('that is applied late leaves what a later run said of a record', async () => {
    const own = await newHub()
    const settings = { ...WEEK, createGroupsAndGroupings: true }
    const planId = await importFiles(own, [enrolments('create,ann,BIO,student,old')], settings, 'plan')
    await importFiles(own, [enrolments('create,ann,BIO,student,new')], settings)
    await applyPlan(own.hub, own.defaults.organisationId, planId)
    await importFiles(own, [users('ann'), courses('BIO')], settings)
    expect(await enrolled(own)).toEqual(['ann BIO active student [new]'])
  })
})

describe('an import that is held', () => {
  const NAMES = Array.from({ length: 30 }, (_, at) => `u${at}`)
  const HELD = { ...WEEK, guard: { minPopulation: 10 } }
  const GONE = enrolments(...NAMES.slice(0, 20).map((name) => `delete,${name},BIO`), 'create,new,BIO')

  async function heldHub(onThreshold = 'holdFile') {
    const own = await newHub()
    const settings = { ...HELD, onThreshold }
    const all = [users(...NAMES), courses('BIO'), enrolments(...NAMES.map((name) => `create,${name},BIO`))]
    await importFiles(own, all, settings)
    await importFiles(own, [enrolments('create,ann,BIO', 'create,bob,BIO')], settings)
    const runId = await importFiles(own, [users('ann'), GONE], settings)
    return { own, runId, settings, organisationId: own.defaults.organisationId }
  }

  test('takes up what waited when it is released as a whole', async () => {
    const { own, runId, organisationId } = await heldHub()
    expect(await heldRuns(own)).toEqual([runId])
    expect(await outcomesOf(own, runId)).toEqual({ created: 1, enrolled: 1, unenrolled: 20, waiting: 2 })
    expect(await waiting(own)).toHaveLength(2)
    await releaseRun(own.hub, organisationId, runId)
    expect(await enrolled(own)).toHaveLength(11)
    expect(await waiting(own)).toEqual(['enroll.csv:3 RB-2012', 'enroll.csv:22 RB-2012'])
  })

  test('takes it up when its safe part is released, and once', async () => {
    const { own, runId, organisationId } = await heldHub()
    const made = await releasePart(own.hub, organisationId, runId, { take: 'safe' })
    expect(await outcomesOf(own, made)).toEqual({ created: 1, enrolled: 1, held: 20, waiting: 2 })
    const [left] = await heldRuns(own)
    expect(await outcomesOf(own, left!)).toEqual({ unenrolled: 20 })
    await releaseRun(own.hub, organisationId, left!)
    expect(await enrolled(own)).toHaveLength(11)
    expect(await waiting(own)).toHaveLength(2)
  })

  test('takes it up where its removals alone are held, and leaves it be when it is discarded', async () => {
    const { own, runId } = await heldHub('holdRemovals')
    expect(await outcomesOf(own, runId)).toEqual({ created: 1, enrolled: 1, held: 20, waiting: 2 })
    const other = await heldHub()
    await discardRun(other.own.hub, other.organisationId, other.runId)
    expect(await waiting(other.own)).toHaveLength(2)
    await importFiles(other.own, [users('ann')], other.settings)
    expect(await enrolled(other.own)).toHaveLength(31)
  })
})

test('an import that the guard looks at first is the same with what waited in it', async () => {
  const own = await newHub()
  const settings = { ...WEEK, guard: { changes: { count: 3, percent: null }, minPopulation: 1 } }
  await importFiles(own, [enrolments('create,ann,BIO', 'create,bob,BIO')], settings)
  const runId = await importFiles(own, [users('ann', 'bob'), courses('BIO')], settings)
  expect(await outcomesOf(own, runId)).toEqual({ created: 3, enrolled: 2 })
  expect(await waiting(own)).toEqual([])
})

describe('what waited and the drop of a file against the one before', () => {
  const GUARDED = { ...WEEK, guard: { rowDropPercent: 50, minPopulation: 1 } }
  const rows = (count: number) => enrolments(...Array.from({ length: count }, (_, at) => `create,u${at},BIO`))

  test('few that waited are no drop', async () => {
    const own = await newHub()
    const people = users(...Array.from({ length: 9 }, (_, at) => `u${at}`))
    await importFiles(own, [people, courses('BIO'), rows(10)], WEEK)
    expect(await outcomesOf(own, await importFiles(own, [rows(10)], GUARDED))).toEqual({
      unchanged: 9,
      waiting: 2,
    })
    expect(await heldRuns(own)).toEqual([])
  })

  test('many that waited are no file before', async () => {
    const own = await newHub()
    await importFiles(own, [rows(10)], WEEK)
    await importFiles(own, [rows(3)], WEEK)
    await importFiles(own, [rows(3)], GUARDED)
    expect(await heldRuns(own)).toEqual([])
  })
})
