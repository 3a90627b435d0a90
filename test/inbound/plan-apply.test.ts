import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnrolmentAction } from '../../src/domain/action.ts'
import type { Finding, RollbookError } from '../../src/domain/finding.ts'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import type { Store } from '../../src/store/store.ts'
import { type Batch, batches, MAILS, SETTINGS, tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { plainHub } from './carry-out.ts'
import { leftBy, saidOf, sendFiles } from './site-copy.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let hub: Hub
/** Is told each statement; what it throws fails the statement. */
let onStatement: () => void = () => undefined
beforeAll(async () => {
  folder = await temporaryFolder()
  store = await testStore({ onStatement: () => onStatement() })
  hub = plainHub(store, folder.path)
})
afterAll(async () => {
  await store.close()
  await folder[Symbol.asyncDispose]()
})

/** What is there before, and the files of the run in question. */
const course = fc
  .tuple(batches(8, 6), fc.nat(7))
  .map(([files, cut]): { before: Batch[]; files: Batch[] } => ({
    before: files.slice(0, cut),
    files: files.slice(cut),
  }))
  .filter(({ files }) => files.length > 0)

describe('a plan', () => {
  test('changes nothing; says what an import would say; and applied, leaves what the import would leave', async () => {
    const chunkRecords = fc.integer({ min: 2, max: 9 })
    await fc.assert(
      fc.asyncProperty(course, SETTINGS, chunkRecords, async ({ before, files }, some, chunkRecords) => {
        const how = { settings: { ...some, ...MAILS }, chunkRecords }
        const [planned, imported] = [await testSite(store), await testSite(store)]
        for (const site of [planned, imported]) {
          for (const [at, file] of before.entries()) {
            await sendFiles(hub, site, [file], { ...how, feed: at % 2 === 0 ? 1 : 0 })
          }
        }
        const untouched = await leftBy(hub, planned)
        const planId = await sendFiles(hub, planned, files, { ...how, kind: 'plan' })
        expect(await leftBy(hub, planned)).toEqual(untouched)

        const importId = await sendFiles(hub, imported, files, how)
        const said = await saidOf(hub, imported, importId)
        expect(await saidOf(hub, planned, planId)).toEqual(said)

        const refused = await codeOf(planned, planId)
        expect(await codeOf(imported, importId)).toBe(refused)
        if (refused === null) {
          const applyId = await applyPlan(hub, planned.organisationId, planId)
          expect(await saidOf(hub, planned, applyId)).toEqual(said)
        } else {
          // No file has a column by which the settings find anybody.
          expect(refused).toBe('RB-5011')
          expect(await refusalOf(() => applyPlan(hub, planned.organisationId, planId))).toBe('RB-5003')
        }
        expect(await leftBy(hub, planned)).toEqual(await leftBy(hub, imported))
      }),
      tries(12),
    )
  }, 60_000)

  test('sees what ended with an enrolment in an earlier chunk, whether it was there before or not', async () => {
    const enrol = ENROLMENTS.actions[0]! as EnrolmentAction
    const { group: _, ...place } = enrol.fields
    const unenrol: EnrolmentAction = { ...enrol, verb: 'delete', fields: place }
    const files: Batch[] = [{ kind: 'enrolment', actions: [enrol, unenrol, enrol, unenrol, enrol] }]
    for (const before of [
      [PEOPLE, COURSES],
      [PEOPLE, COURSES, ENROLMENTS],
    ]) {
      const [planned, imported] = [await siteWith(before), await siteWith(before)]
      const how = { settings: { createGroupsAndGroupings: true }, chunkRecords: 1 }
      const planId = await sendFiles(hub, planned, files, { ...how, kind: 'plan' })
      const importId = await sendFiles(hub, imported, files, how)
      expect(await saidOf(hub, planned, planId)).toEqual(await saidOf(hub, imported, importId))
      await applyPlan(hub, planned.organisationId, planId)
      expect(await leftBy(hub, planned)).toEqual(await leftBy(hub, imported))
    }
  })

  test('is refused as stale after any change of the site, and stays so', async () => {
    const site = await siteWith([PEOPLE])
    const planId = await sendFiles(hub, site, [RENAMING], { settings: {}, kind: 'plan' })
    await sendFiles(hub, site, [{ kind: 'user', actions: [update('bob', 'Rom')] }], { settings: {} })
    const left = await leftBy(hub, site)
    expect(await refusalOf(() => applyPlan(hub, site.organisationId, planId))).toBe('RB-5004')
    expect(await refusalOf(() => applyPlan(hub, site.organisationId, planId))).toBe('RB-5003')
    expect(await leftBy(hub, site)).toEqual(left)
  })

  test('is not stale because an import came that changed nothing', async () => {
    const site = await siteWith([PEOPLE])
    const planId = await sendFiles(hub, site, [RENAMING], { settings: {}, kind: 'plan' })
    await sendFiles(hub, site, [{ kind: 'user', actions: [update('bob', 'Ulm')] }], { settings: {} })
    await applyPlan(hub, site.organisationId, planId)
  })

  test('is applied once', async () => {
    const site = await siteWith([PEOPLE])
    const planId = await sendFiles(hub, site, [RENAMING], { settings: {}, kind: 'plan' })
    await applyPlan(hub, site.organisationId, planId)
    const left = await leftBy(hub, site)
    expect(await refusalOf(() => applyPlan(hub, site.organisationId, planId))).toBe('RB-5003')
    expect(await leftBy(hub, site)).toEqual(left)
  })

  test('is applied once by two at the same time', async () => {
    const site = await siteWith([PEOPLE])
    const planId = await sendFiles(hub, site, [RENAMING], { settings: {}, kind: 'plan' })
    const both = [applyPlan(hub, site.organisationId, planId), applyPlan(hub, site.organisationId, planId)]
    const ends = await Promise.allSettled(both)
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { history } = await leftBy(hub, site)
    expect(history).toHaveLength(1)
  })

  test('that cannot be applied to the end leaves nothing, wherever it fails, and can be applied afterwards', async () => {
    const site = await siteWith([PEOPLE, COURSES])
    const files = [RENAMING, ENROLMENTS]
    const planId = await sendFiles(hub, site, files, {
      settings: { createGroupsAndGroupings: true },
      kind: 'plan',
    })
    const left = await leftBy(hub, site)
    let failures = 0
    for (let at = 2; ; at += 3) {
      let count = 0
      onStatement = () => {
        if (++count === at) throw new Error('the connection broke')
      }
      const failed = await applyPlan(hub, site.organisationId, planId).then(
        () => false,
        () => true,
      )
      onStatement = () => undefined
      // The plan itself is one transaction; what follows only ends the run.
      if (!failed || (await stateOf(site, planId)) === 'applied') break
      failures++
      expect(await leftBy(hub, site)).toEqual(left)
    }
    expect(failures).toBeGreaterThan(5)
    expect((await leftBy(hub, site)).history.length).toBeGreaterThan(0)
    expect(await stateOf(site, planId)).toBe('applied')
  })

  test('forgets, when it is applied, also what another feed learnt since it was made', async () => {
    const site = await siteWith([PEOPLE, COURSES, ENROLMENTS])
    const removal: Batch = {
      kind: 'user',
      actions: [{ kind: 'user', verb: 'delete', fields: { username: 'ann' } }],
    }
    const planId = await sendFiles(hub, site, [removal], { settings: {}, kind: 'plan' })
    const byIdnumber: Batch = {
      kind: 'enrolment',
      actions: ['0', '1'].map((idnumber) => ({
        kind: 'enrolment',
        verb: 'create',
        fields: { idnumber, context: 'course', instance: 'C1', role: 'student' },
      })),
    }
    const other = { settings: {}, feed: 1 } as const
    const learnt = await sendFiles(hub, site, [byIdnumber], other)
    expect((await saidOf(hub, site, learnt))[0]).toMatchObject([
      { outcome: 'unchanged' },
      { outcome: 'unchanged' },
    ])
    await applyPlan(hub, site.organisationId, planId)
    await sendFiles(hub, site, [PEOPLE], { settings: {} })
    const runId = await sendFiles(hub, site, [byIdnumber], other)
    expect((await saidOf(hub, site, runId))[0]).toMatchObject([
      { outcome: 'enrolled' },
      { outcome: 'unchanged' },
    ])
  })
})

const PEOPLE: Batch = {
  kind: 'user',
  actions: ['ann', 'bob'].map((username, at) => ({
    kind: 'user',
    verb: 'create',
    fields: {
      ...{ username, email: `${username}@x.org`, idnumber: String(at) },
      ...{ password: 'Passw0rd!', firstname: 'A', lastname: 'B', city: 'Ulm' },
    },
  })),
}
const COURSES: Batch = {
  kind: 'course',
  actions: [
    { kind: 'course', verb: 'create', fields: { shortname: 'C1', fullname: 'One', category: 'Bio' } },
  ],
}
const ENROLMENTS: Batch = {
  kind: 'enrolment',
  actions: ['ann', 'bob'].map((username) => ({
    kind: 'enrolment',
    verb: 'create',
    fields: { username, context: 'course', instance: 'C1', role: 'student', group: 'g1' },
  })),
}
const RENAMING: Batch = {
  kind: 'user',
  actions: [{ kind: 'user', verb: 'update', find: { username: 'ann' }, fields: { idnumber: 'A1' } }],
}

function update(username: string, city: string): Batch['actions'][number] {
  return { kind: 'user', verb: 'update', fields: { username, city } }
}

async function siteWith(files: readonly Batch[]): Promise<TestSite> {
  const site = await testSite(store)
  await sendFiles(hub, site, files, { settings: { createGroupsAndGroupings: true } })
  return site
}

function refusalOf(work: () => Promise<unknown>): Promise<string> {
  return work().then(
    () => 'not refused',
    (error: RollbookError) => error.finding.code,
  )
}

async function stateOf({ organisationId }: TestSite, runId: number): Promise<string> {
  const { state } = await store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run').select('state').where('id', '=', runId).executeTakeFirstOrThrow(),
  )
  return state
}

/** Why nothing of a run was done, or null. */
async function codeOf({ organisationId }: TestSite, runId: number): Promise<string | null> {
  const { finding } = await store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run').select('finding').where('id', '=', runId).executeTakeFirstOrThrow(),
  )
  return (finding as Finding | null)?.code ?? null
}
