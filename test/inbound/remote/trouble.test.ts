import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { type FaultPlan, seededFaults } from '../../moodle-stand-in/faults.ts'
import type { StandInOptions } from '../../moodle-stand-in/stand-in.ts'
import { refused } from '../../support/refused.ts'
import { SOAK } from '../../support/soak.ts'
import { outcomes, resultOf } from '../run-result.ts'
import { importFiles, type Sent, send } from '../test-hub.ts'
import { type MoodleHub, moodleHub } from './moodle-hub.ts'
import { siteContent } from './site-content.ts'
import { throughTrouble } from './through-trouble.ts'

const open: MoodleHub[] = []
afterEach(async () => {
  for (const place of open.splice(0)) await place[Symbol.asyncDispose]()
})

async function start(options: StandInOptions = {}): Promise<MoodleHub> {
  const place = await moodleHub(options)
  open.push(place)
  return place
}

const USERS = 60
const FILES: readonly Sent[] = [
  {
    name: 'user.csv',
    content: [
      'action,username,password,firstname,lastname,email,city',
      ...Array.from({ length: USERS }, (_, i) => {
        const email = i % 17 === 5 ? 'ADMIN@example.test' : `u${i}@example.org`
        return `create,u${i},Passw0rd!${i},First ${i},Last,${email},Leeds`
      }),
    ].join('\n'),
  },
  {
    name: 'course.csv',
    content: [
      'action,shortname,fullname,category',
      ...Array.from({ length: 10 }, (_, i) => `create,C${i},Course ${i},Faculty ${i % 3}/School ${i % 4}`),
    ].join('\n'),
  },
  {
    name: 'enroll.csv',
    content: [
      'action,username,context,instance,role,group',
      ...Array.from(
        { length: USERS * 2 },
        (_, i) =>
          `create,u${i % USERS},course,C${i % 10},${i < USERS ? 'student' : 'teacher'},Group ${i % 3}`,
      ),
    ].join('\n'),
  },
]
const SETTINGS = { createGroupsAndGroupings: true }
const CHUNK = 40

function goOn({ hub, defaults }: MoodleHub, runId: number): Promise<number> {
  return throughTrouble(() => executeRun(hub, defaults.organisationId, runId, () => undefined, CHUNK))
}

const SEEDS = Array.from({ length: SOAK ? 30 : 2 }, (_, i) => i + 1)
const CHAOS_TIMEOUT_MS = 60_000 + SEEDS.length * 10_000

test(
  'whatever goes wrong on the way, the site ends as it would have, and each outcome is true',
  async () => {
    const calm = await start()
    await goOn(calm, await send(calm, FILES, SETTINGS))
    const expected = await resultOf(calm, 1)
    expect(new Set(outcomes(expected))).toEqual(new Set(['created', 'rejected', 'enrolled', 'roleAssigned']))
    let met = 0
    for (const seed of SEEDS) {
      const plan = seededFaults(seed, 5, () => false)
      const faults: FaultPlan = (number, name) => {
        const fault = plan(number, name)
        if (fault !== null) met++
        return fault
      }
      const place = await start({ faults, maxInputVars: seed % 3 === 2 ? 300 : 5000 })
      const runId = await send(place, FILES, SETTINGS)
      await goOn(place, runId)
      expect(outcomes(await resultOf(place, runId)), `outcomes of seed ${seed}`).toEqual(outcomes(expected))
      expect(siteContent(place.standIn), `site of seed ${seed}`).toEqual(siteContent(calm.standIn))
      await open.pop()![Symbol.asyncDispose]()
    }
    expect(met).toBeGreaterThan(20)
  },
  CHAOS_TIMEOUT_MS,
)

test('a site that takes no calls stops the run, which goes on where it stood', async () => {
  const place = await start()
  const { hub, defaults, standIn } = place
  const runId = await send(place, FILES, SETTINGS)
  standIn.breakDown((number) => (number >= 4 ? { kind: 'maintenance' } : null))
  const why = await refused(executeRun(hub, defaults.organisationId, runId))
  expect(why.code).toBe('RB-9015')
  expect((await resultOf(place, runId)).state).toBe('running')
  standIn.breakDown(() => null)
  await executeRun(hub, defaults.organisationId, runId)
  const result = await resultOf(place, runId)
  expect(result.state).toBe('succeeded')
  expect(result.log).toHaveLength(USERS + 10 + USERS * 2)
})

test('what an interrupted run left to be settled is remembered like all else', async () => {
  const calm = await start()
  const place = await start()
  await importFiles(calm, FILES, SETTINGS)
  const { hub, defaults, standIn } = place
  const interrupted = await send(place, FILES, SETTINGS)
  for (const call of ['core_user_create_users', 'core_course_create_courses', 'enrol_manual_enrol_users']) {
    standIn.breakDown((_, name) => (name === call ? { kind: 'maintenance' } : null))
    expect((await refused(executeRun(hub, defaults.organisationId, interrupted))).code).toBe('RB-9015')
  }
  standIn.breakDown(() => null)
  await executeRun(hub, defaults.organisationId, interrupted)
  const expected = await resultOf(calm, await importFiles(calm, FILES, SETTINGS))
  expect(outcomes(expected)).toContain('unchanged')
  expect(await resultOf(place, await importFiles(place, FILES, SETTINGS))).toEqual(expected)
})

test('another run does not write to a site where an interrupted one may have', async () => {
  const place = await start()
  const { hub, defaults, standIn } = place
  const first = await send(place, FILES, SETTINGS)
  standIn.breakDown((_, name) => (name === 'core_user_create_users' ? { kind: 'maintenance' } : null))
  await refused(executeRun(hub, defaults.organisationId, first))
  standIn.breakDown(() => null)
  const second = await send(place, FILES, SETTINGS)
  expect((await refused(executeRun(hub, defaults.organisationId, second))).code).toBe('RB-9070')
  await executeRun(hub, defaults.organisationId, first)
  await executeRun(hub, defaults.organisationId, second)
  expect(new Set(outcomes(await resultOf(place, second)))).toEqual(new Set(['unchanged', 'rejected']))
})

test('a run that is carried out twice at once goes on in one place and is refused in the other', async () => {
  const place = await start({ callMs: 5 })
  const { hub, defaults } = place
  const runId = await send(place, FILES, SETTINGS)
  const both = await Promise.allSettled(
    [1, 2].map(() => executeRun(hub, defaults.organisationId, runId, () => undefined, CHUNK)),
  )
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const lost = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  expect(lost.reason.finding.code).toBe('RB-5006')
  const calm = await start()
  await importFiles(calm, FILES, SETTINGS)
  expect(siteContent(place.standIn)).toEqual(siteContent(calm.standIn))
})

test('neither the token nor a password is in the database, whether the run stopped or ended', async () => {
  const place = await start()
  const { hub, defaults, standIn } = place
  const runId = await send(place, FILES, SETTINGS)
  standIn.breakDown((_, name) => (name === 'core_user_create_users' ? { kind: 'maintenance' } : null))
  await refused(executeRun(hub, defaults.organisationId, runId))
  const intents = await dump(place, 'site_intent')
  expect(intents).toContain('u1@example.org')
  for (const text of [intents, await dumpAll(place)]) expect(secretsIn(text)).toEqual([])
  standIn.breakDown(() => null)
  await executeRun(hub, defaults.organisationId, runId)
  expect(standIn.installation.site.usernames.get('u1')).toBeDefined()
  expect(secretsIn(await dumpAll(place))).toEqual([])
})

function secretsIn(text: string): string[] {
  return text.match(/Passw0rd!\d+|a0000000000000000000000000000001/g) ?? []
}

async function dump({ hub }: MoodleHub, table: string): Promise<string> {
  return hub.store.asHouse(async ({ db }) => {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t`.execute(db)
    return rows.map(({ row }) => row).join('\n')
  })
}

async function dumpAll(place: MoodleHub): Promise<string> {
  const { rows } = await place.hub.store.asHouse(({ db }) =>
    sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db),
  )
  const dumps: string[] = []
  for (const { name } of rows) dumps.push(await dump(place, name))
  return dumps.join('\n')
}
