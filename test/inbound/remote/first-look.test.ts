import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addMoodleSite } from '../../../src/config/moodle-sites.ts'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
import { ADMIN_TOKEN } from '../../moodle-stand-in/stand-in.ts'
import { postgresDatabase, type SiteDatabase } from '../../sites/moodle-database/postgres.ts'
import { refused } from '../../support/refused.ts'
import { resultOf } from '../run-result.ts'
import { anotherOrganisation, importFiles, type Sent, send, type TestHub, testHub } from '../test-hub.ts'
import { type Mirror, mirror } from './mirror.ts'
import { callsSince, type MoodleHub, moodleHubOn, verifyFiles, writesIn } from './moodle-hub.ts'
import { siteContent } from './site-content.ts'

const PEOPLE = ['ann', 'bob', 'cyd', 'dan', 'eve']
const COURSES = ['BIO', 'CHEM', 'ART']

function users(...rows: string[]): Sent {
  const columns = 'action,username,firstname,lastname,email,idnumber,city,password'
  return { name: 'user.csv', content: [columns, ...rows].join('\n') }
}

function enrolments(...rows: string[]): Sent {
  const columns = 'action,username,context,instance,role,enrolmenttime,completetime,status,group'
  return { name: 'enroll.csv', content: [columns, ...rows].join('\n') }
}

const person = (name: string) =>
  `create,${name},${name},Lee,${name}@example.org,N-${name},Leeds,Passw0rd!${name}`

const COURSE_FILE: Sent = {
  name: 'course.csv',
  content: ['action,shortname,fullname,category', ...COURSES.map((one) => `create,${one},${one},Arts`)].join(
    '\n',
  ),
}

const EVERYWHERE = PEOPLE.flatMap((name) =>
  COURSES.map((course) => `create,${name},course,${course},student,,,,`),
)

const FIRST = [users(...PEOPLE.map(person)), COURSE_FILE, enrolments(...EVERYWHERE)]

const SECOND = [
  users(
    'update,bob,,,,,York,',
    'delete,eve,,,,,,',
    person('fay'),
    'update,ann,,,bob@example.org,,,',
    'update,nobody,,,,,X,',
  ),
  enrolments(
    'create,fay,course,BIO,student,,,,',
    'update,ann,course,BIO,,1/1/2026,12/31/2026,suspended,',
    'create,bob,course,ART,editingteacher,,,,',
    'delete,cyd,course,CHEM,student,,,,',
    'delete,dan,course,NONE,student,,,,',
    'create,eve,course,BIO,student,,,,',
  ),
]

/** What the site should still hold after the first two. */
const AGAIN = [
  users('update,bob,,,,,York,', 'update,cyd,,,,,Leeds,', 'update,dan,,,,N-dan,Leeds,'),
  enrolments(...EVERYWHERE.filter((row) => /,(?:bob|dan),/.test(row))),
]

let shared: TestHub & AsyncDisposable
let database: SiteDatabase
let sites = 0
beforeAll(async () => {
  shared = await testHub()
  database = await postgresDatabase()
})
afterAll(async () => {
  await database.close()
  await shared[Symbol.asyncDispose]()
})

let plain: MoodleHub
let looking: MoodleHub
let tables: Mirror
beforeEach(async () => {
  plain = await aSite()
  looking = await aSite()
  tables = await mirror(database.client, looking.standIn, `m${++sites}_`)
  await nameDatabase(database.url)
  setClient(tables.following(looking.ws))
  return async () => {
    await plain[Symbol.asyncDispose]()
    await looking[Symbol.asyncDispose]()
  }
})

function setClient(ws: MoodleWs): void {
  looking = { ...looking, hub: { ...looking.hub, moodle: () => ws } }
}

async function aSite(): Promise<MoodleHub> {
  const { organisationId } = await anotherOrganisation(shared.hub.store, `look-${sites}-${Math.random()}`)
  return moodleHubOn(shared, organisationId)
}

async function nameDatabase(url: string): Promise<void> {
  const { hub, defaults, standIn } = looking
  const { organisationId } = defaults
  const at = { url: standIn.url, token: ADMIN_TOKEN }
  const given = { url, password: '', prefix: tables.prefix }
  await hub.store.asOrganisation(organisationId, (tx) =>
    addMoodleSite(tx, hub.sealer, organisationId, 'school', at, given),
  )
}

async function seen(place: MoodleHub, runId: number) {
  const { state, log } = await resultOf(place, runId)
  return { state, log: log.map(({ file, line, outcome, code }) => [file, line, outcome, code]) }
}

/** What both sites say of the same step, and the calls that each took for it. */
async function both(step: (place: MoodleHub) => Promise<number>) {
  const [without, with_] = [plain, looking].map((place) => ({ place, before: place.standIn.calls.length }))
  const results = [await seen(plain, await step(plain)), await seen(looking, await step(looking))] as const
  return {
    results,
    without: callsSince(plain, without!.before),
    looking: callsSince(looking, with_!.before),
  }
}

const LOOKS = ['core_enrol_get_enrolled_users', 'core_user_get_users_by_field']

function looksIn(calls: readonly string[]): string[] {
  return calls.filter((name) => LOOKS.includes(name))
}

const outcomesOf = ({ log }: { log: readonly unknown[][] }) => log.map((row) => row[2])

describe('an import into a site with a database', () => {
  test('comes to the same as without, and asks the web services about nobody whom it does not write', async () => {
    const first = await both((place) => importFiles(place, FIRST))
    expect(first.results[1]).toEqual(first.results[0])
    expect(new Set(outcomesOf(first.results[1]))).toEqual(new Set(['created', 'enrolled']))
    expect(looksIn(first.looking)).toEqual([])
    const second = await both((place) => importFiles(place, SECOND))
    expect(second.results[1]).toEqual(second.results[0])
    expect(outcomesOf(second.results[1])).toEqual([
      ...['updated', 'deleted', 'created', 'rejected', 'rejected'],
      ...['enrolled', 'updated', 'roleAssigned', 'unenrolled', 'rejected', 'rejected'],
    ])
    expect(siteContent(looking.standIn)).toEqual(siteContent(plain.standIn))
    for (const { standIn } of [plain, looking]) {
      const { users: accounts } = standIn.installation.site
      // Somebody has been there by hand.
      standIn.installation.site.changeUser(accounts.filter(({ username }) => username === 'bob')[0]!.id, {
        fields: { city: 'Bath' },
      })
    }
    await tables.refresh()
    const third = await both((place) => verifyFiles(place, AGAIN))
    expect(third.results[1]).toEqual(third.results[0])
    expect(outcomesOf(third.results[1]).slice(0, 3)).toEqual(['updated', 'unchanged', 'unchanged'])
    expect(siteContent(looking.standIn)).toEqual(siteContent(plain.standIn))
    for (const step of [first, second, third]) {
      expect(writesIn(step.looking)).toEqual(writesIn(step.without))
      expect(step.looking.length).toBeLessThan(step.without.length)
    }
    // Of what the database shows otherwise than it was written, the web services are asked: it was changed there.
    expect(looksIn(third.looking)).toEqual(['core_user_get_users_by_field'])
    expect(looksIn(third.without).length).toBeGreaterThan(4)
  })

  test('sees the times of enrolments and the roles outside of courses, which no web service tells', async () => {
    const rows = enrolments(
      'create,ann,course,BIO,student,1/1/2026,12/31/2026,,',
      'create,bob,system,,coursecreator,,,,',
    )
    await both((place) => importFiles(place, [FIRST[0]!, COURSE_FILE, rows]))
    const { results, looking: calls } = await both((place) => verifyFiles(place, [rows]))
    expect(outcomesOf(results[1])).toEqual(['unchanged', 'unchanged'])
    expect(writesIn(calls)).toEqual([])
    expect(results[0].log[1]).toEqual([1, 3, 'roleAssigned', 'RB-9076'])
    const end = [enrolments('update,ann,course,BIO,,,6/30/2026,,')]
    const moved = await both((place) => importFiles(place, end))
    expect(moved.results.map(outcomesOf)).toEqual([['rejected'], ['updated']])
    const [enrolment] = looking.standIn.installation.site.enrolments.all()
    expect(new Date(enrolment!.timestart * 1000).getUTCFullYear()).toBe(2026)
  })

  test('is planned from the database, too, and the plan asks nobody twice', async () => {
    await both((place) => importFiles(place, FIRST))
    const { results, without, looking: calls } = await both((place) => importFiles(place, SECOND, {}, 'plan'))
    expect(results[1]).toEqual(results[0])
    expect(outcomesOf(results[1])).toContain('unenrolled')
    expect(looksIn(calls)).toEqual([])
    expect(looksIn(without).length).toBeGreaterThan(2)
  })

  test('asks the web services while a copy does not show what was written last, by whatever run', async () => {
    setClient(looking.ws)
    await both((place) => importFiles(place, FIRST))
    const back = [users('update,bob,,,,,York,'), enrolments('delete,cyd,course,CHEM,student,,,,')]
    const late = await both((place) => importFiles(place, back))
    expect(late.results[1]).toEqual(late.results[0])
    expect(late.looking).toEqual(late.without)
    await tables.refresh()
    // The copy is stopped: what follows, it does not show.
    await both((place) =>
      importFiles(place, [users('update,bob,,,,,Bath,'), enrolments('create,cyd,course,CHEM,student,,,,')]),
    )
    const again = await both((place) => importFiles(place, back))
    expect(outcomesOf(again.results[1])).toEqual(['updated', 'unenrolled'])
    expect(again.results[1]).toEqual(again.results[0])
    expect(siteContent(looking.standIn)).toEqual(siteContent(plain.standIn))
    await tables.refresh()
    const verified = await both((place) => verifyFiles(place, AGAIN))
    expect(looksIn(verified.looking)).toEqual([])
    expect(verified.results[1]).toEqual(verified.results[0])
  })

  test.each([
    ['cannot be reached', () => nameDatabase('postgres://me:pw@127.0.0.1:9/none')],
    ['lacks a table', () => database.client.query(`drop table ${tables.prefix}enrol`)],
    ['is not one of Moodle', () => nameDatabase(shownElsewhere(database.url))],
  ])('goes on without the database when it %s', async (_, spoil) => {
    setClient(looking.ws)
    await spoil()
    const { results, without, looking: calls } = await both((place) => importFiles(place, FIRST))
    expect(results[1]).toEqual(results[0])
    expect(calls).toEqual(without)
  })

  test('is refused before anything is written when a role has another id there', async () => {
    const { site } = looking.standIn.installation
    site.settings.roles = [{ id: 15, shortname: 'student' }]
    await tables.refresh()
    const runId = await send(looking, FIRST)
    const error = await refused(executeRun(looking.hub, looking.defaults.organisationId, runId))
    expect(error.code).toBe('RB-9051')
    expect(site.enrolments.all()).toEqual([])
  })
})

function shownElsewhere(url: string): string {
  const other = new URL(url)
  other.pathname = '/postgres'
  return other.href
}
