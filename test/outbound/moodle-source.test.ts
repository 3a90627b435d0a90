import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMoodleSite } from '../../src/config/moodle-sites.ts'
import { siteNamed } from '../../src/config/site-settings.ts'
import { ROSTER_DATASETS } from '../../src/domain/activity.ts'
import { addExport, changeExport } from '../../src/outbound/define.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import type { Store } from '../../src/store/store.ts'
import type { DbSettings } from '../../src/transport/moodle-db/address.ts'
import { withoutPassword } from '../../src/transport/moodle-db/address.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from '../sites/moodle-database/postgres.ts'
import { testStore } from '../support/engines.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { outbox, type World, world } from './outbound-hub.ts'

const DATASETS = ['scorm', 'quiz', 'completion', 'grade'] as const

describe('an export from a Moodle site', () => {
  let store: Store
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let site: SiteDatabase
  let at: World
  beforeAll(async () => {
    store = await testStore()
    folder = await temporaryFolder()
    site = await postgresDatabase()
    await loadSample(site)
    at = await world(store, folder.path, [])
    at.at('2025-12-01T02:30:00Z')
  })
  afterAll(async () => {
    await site.close()
    await store.close()
    await folder[Symbol.asyncDispose]()
  })

  const add = (name: string, database: DbSettings | null) =>
    store.asOrganisation(at.ownerId, async (tx) => {
      const settings = { url: `https://${name}.example.org`, token: 'a'.repeat(32) }
      const siteId = await addMoodleSite(tx, at.hub.sealer, at.ownerId, name, settings, database)
      for (const dataset of DATASETS) {
        const of = {
          name: `${name}-${dataset}`,
          dataset,
          siteId,
          settings: { only: 'all', timeZone: 'UTC', folder: name },
        }
        await addExport(tx, at.ownerId, of)
      }
    })

  test('publishes what its database tells of the day', async () => {
    await add('with', { ...withoutPassword(site.url), prefix: 'mdl_' })
    const results = await runExports(
      at.hub,
      at.ownerId,
      DATASETS.map((dataset) => `with-${dataset}`),
    )
    expect(results.map(({ finding }) => finding)).toEqual(DATASETS.map(() => null))
    const files = await outbox(at, at.ownerId, 'with')
    const day = `between ${Date.UTC(2025, 10, 30) / 1000} and ${Date.UTC(2025, 11, 1) / 1000 - 1}`
    const told = 'u.deleted = 0 and u.confirmed = 1 and u.id <> 1'
    const { rows } = await site.client.query<{ name: string; course: string }>(
      `select u.username as name, c.fullname as course from mdl_course_completions m
       join mdl_user u on u.id = m.userid join mdl_course c on c.id = m.course
       where m.timecompleted ${day} and ${told} and u.idnumber <> ''`,
    )
    expect(rows.length).toBeGreaterThan(0)
    const lines = files['Completion20251201.csv']!.trimEnd().split('\r\n').slice(1)
    expect(lines.map((line) => line.split(',').filter((_, cell) => cell === 0 || cell === 3)).sort()).toEqual(
      rows.map(({ name, course }) => [`"${name}"`, `"${course}"`]).sort(),
    )
    for (const name of ['SCORM', 'Quiz', 'Grades']) {
      expect(files[`${name}20251201.csv`]!.split('\r\n').length, name).toBeGreaterThan(2)
    }
  })

  test('warns of what was left out, counted once, and only of the people whom it sends', async () => {
    const day = `between ${Date.UTC(2025, 11, 1) / 1000} and ${Date.UTC(2025, 11, 2) / 1000 - 1}`
    const { rows } = await site.client.query<{ name: string }>(
      `update mdl_quiz_attempts a set state = 'of a patch' from mdl_user u
       where u.id = a.userid and u.deleted = 0 and u.confirmed = 1 and a.preview = 0
         and (a.timefinish ${day} or a.timemodified ${day}) returning u.username as name`,
    )
    const { name } = rows[0]!
    const own = rows.filter((row) => row.name === name).length
    expect(own).toBeLessThan(rows.length)
    await add('warned', { ...withoutPassword(site.url), prefix: 'mdl_' })
    const warned = async (time: string, users?: object) => {
      const settings = { only: 'all', timeZone: 'UTC', folder: 'warned', ...(users && { users }) }
      await store.asOrganisation(at.ownerId, (tx) => changeExport(tx, at.ownerId, 'warned-quiz', settings))
      at.at(time)
      const [result] = await runExports(at.hub, at.ownerId, ['warned-quiz'])
      return result!.warnings.map(({ code, value, message }) => [code, value, Number.parseInt(message, 10)])
    }
    // It goes live, so that the next run has two days to catch up with: two files that look at the same attempts.
    await warned('2025-12-01T02:30:00Z')
    expect(await warned('2025-12-03T02:30:00Z')).toEqual([['RB-9094', 'of a patch', rows.length]])
    const of = { field: 'username', equals: name }
    expect(await warned('2025-12-04T02:30:00Z', of)).toEqual([['RB-9094', 'of a patch', own]])
  })

  test('sends a learning plan once, whatever is changed on it later, and no course that is not there', async () => {
    const { rows } = await site.client.query<{ id: number }>(
      "select id from mdl_user where deleted = 0 and confirmed = 1 and idnumber <> '' and id <> 1 order by id limit 1",
    )
    await site.client.query(
      `create table mdl_competency_plan (id bigint primary key, name text, userid bigint, status bigint, timemodified bigint);
       insert into mdl_competency_plan values (1, 'First year', ${rows[0]!.id}, 2, ${Date.UTC(2025, 11, 5, 9) / 1000})`,
    )
    await add('plans', { ...withoutPassword(site.url), prefix: 'mdl_' })
    const settings = { timeZone: 'UTC', folder: 'plans', learningPlans: true, pathwayCourses: ['Nowhere'] }
    await store.asOrganisation(at.ownerId, async (tx) => {
      const siteId = await siteNamed(tx, at.ownerId, 'plans')
      await addExport(tx, at.ownerId, { name: 'plans', dataset: 'pathway', siteId, settings })
    })
    at.at('2025-12-06T02:30:00Z')
    const [refusedRun] = await runExports(at.hub, at.ownerId, ['plans'])
    expect(refusedRun!.finding).toMatchObject({ code: 'RB-9098', value: 'Nowhere' })
    await store.asOrganisation(at.ownerId, (tx) =>
      changeExport(tx, at.ownerId, 'plans', { ...settings, pathwayCourses: [] }),
    )
    const [first] = await runExports(at.hub, at.ownerId, ['plans'])
    expect(first!.files.map(({ counts }) => counts.rows)).toEqual([1])
    await site.client.query(
      `update mdl_competency_plan set name = 'Year one', timemodified = ${Date.UTC(2025, 11, 6, 9) / 1000}`,
    )
    at.at('2025-12-07T02:30:00Z')
    const [second] = await runExports(at.hub, at.ownerId, ['plans'])
    expect(second!.files.map(({ counts }) => counts.rows)).toEqual([0])
  })

  test('refuses to take courses of the embedded site for pathways', async () => {
    await store.asOrganisation(at.ownerId, (tx) =>
      addExport(tx, at.ownerId, {
        name: 'own',
        dataset: 'pathway',
        siteId: at.siteId,
        settings: { pathwayCourses: ['C11'], folder: 'own' },
      }),
    )
    const [result] = await runExports(at.hub, at.ownerId, ['own'])
    expect(result!.finding).toMatchObject({ code: 'RB-7126', field: 'pathwayCourses' })
  })

  test('publishes full lists in the order of code points, of the people that it may see', async () => {
    await add('lists', { ...withoutPassword(site.url), prefix: 'mdl_' })
    const settings = { timeZone: 'UTC', folder: 'lists' }
    const users = { field: 'city', equals: 'Oslo' }
    const shown = { ...settings, users, extraColumns: [{ field: 'city' }] }
    await store.asOrganisation(at.ownerId, async (tx) => {
      const siteId = await siteNamed(tx, at.ownerId, 'lists')
      for (const dataset of ROSTER_DATASETS) {
        const of = { name: `list-${dataset}`, dataset, siteId }
        await addExport(tx, at.ownerId, { ...of, settings: dataset === 'course' ? settings : shown })
      }
    })
    at.at('2025-12-01T02:30:00Z')
    const results = await runExports(at.hub, at.ownerId, ['list-user', 'list-course', 'list-enrolment'])
    expect(results.map(({ finding }) => finding)).toEqual([null, null, null])
    const files = await outbox(at, at.ownerId, 'lists')
    const told =
      "u.deleted = 0 and u.confirmed = 1 and u.id <> 1 and u.idnumber <> '' and trim(u.city) = 'Oslo'"
    const linesOf = async (query: string) => {
      const { rows } = await site.client.query<string[]>({ text: query, rowMode: 'array' })
      expect(rows.length).toBeGreaterThan(5)
      return rows.map((cells) => cells.map((cell) => `"${cell}"`).join(','))
    }
    const file = (name: string) => files[`${name}20251201.csv`]!.trimEnd().split('\r\n').slice(1)
    expect(file('Users')).toEqual(
      await linesOf(
        `select u.username, u.idnumber, u.firstname, u.lastname, u.email, u.institution, u.department, u.city,
           u.country, case u.suspended when 1 then 'yes' else 'no' end, u.city
         from mdl_user u where ${told} order by u.username collate "C"`,
      ),
    )
    const day = (time: string) =>
      `coalesce(to_char(to_timestamp(nullif(nullif(${time}, 0), 2147483647)) at time zone 'UTC', 'YYYY-MM-DD'), '')`
    expect(file('Courses')).toEqual(
      await linesOf(
        `select c.fullname, c.shortname, c.idnumber, k.name, ${day('c.startdate')}, ${day('c.enddate')},
           case c.visible when 1 then 'yes' else 'no' end
         from mdl_course c join mdl_course_categories k on k.id = c.category order by c.shortname collate "C"`,
      ),
    )
    expect(file('Enrolments')).toEqual(
      await linesOf(
        `select u.username, u.idnumber, c.fullname, c.shortname, coalesce(r.role, ''), e.enrol,
           case when ue.status = 0 and e.status = 0 then 'active' else 'suspended' end,
           ${day('ue.timestart')}, ${day('ue.timeend')}, u.city
         from mdl_user u join mdl_user_enrolments ue on ue.userid = u.id join mdl_enrol e on e.id = ue.enrolid
         join mdl_course c on c.id = e.courseid and c.category <> 0
         left join lateral (select distinct r.shortname as role from mdl_role_assignments a
           join mdl_role r on r.id = a.roleid join mdl_context x on x.id = a.contextid
           where a.userid = u.id and x.contextlevel = 50 and x.instanceid = c.id) r on true
         where ${told}
         order by u.username collate "C", c.shortname collate "C", c.id, r.role collate "C", e.enrol collate "C"`,
      ),
    )
  })

  test('fails where there is no database, and says how there is one', async () => {
    await add('without', null)
    await store.asOrganisation(at.ownerId, async (tx) => {
      const siteId = await siteNamed(tx, at.ownerId, 'without')
      const of = { name: 'without-user', dataset: 'user', siteId, settings: { folder: 'without' } } as const
      await addExport(tx, at.ownerId, of)
    })
    const [list] = await runExports(at.hub, at.ownerId, ['without-user'])
    expect(list!.finding).toMatchObject({ code: 'RB-7114', message: expect.stringContaining('--database') })
    const [result] = await runExports(at.hub, at.ownerId, ['without-scorm'])
    expect(result!.finding).toMatchObject({ code: 'RB-7114', message: expect.stringContaining('--database') })
  })
})
