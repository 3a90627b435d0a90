import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CourseAction, EnrolmentAction, UserAction } from '../../src/domain/action.ts'
import type { Store } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import type { Content } from '../support/model-site.ts'
import { contentOf } from '../support/site-content.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { carryOut } from './carry-out.ts'

/** As the site numbers them: three people, then each course, and after the first its category. */
const C1 = 4
const C2 = 6

let store: Store
let site: TestSite
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

beforeEach(async () => {
  site = await testSite(store)
  await carryOut(store, site, 'user', [person('ann', '1'), person('bob', '2'), person('cy', '3')])
  await carryOut(store, site, 'course', [course('C1'), course('C2')])
})

describe('within one chunk', () => {
  test('two people swap their user names, by way of a third', async () => {
    const before = await content()
    const { outcomes } = await carryOut(store, site, 'user', [
      rename('ann', { username: 'x' }),
      rename('bob', { username: 'ann' }),
      rename('x', { username: 'bob' }),
    ])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'updated'])
    const names = (from: Content) => Object.values(from.user).map(({ id, username }) => [id, username])
    expect(names(before)).toEqual([
      [1, 'ann'],
      [2, 'bob'],
      [3, 'cy'],
    ])
    expect(names(await content())).toEqual([
      [1, 'bob'],
      [2, 'ann'],
      [3, 'cy'],
    ])
  })

  test('two people swap their id numbers, by way of a third', async () => {
    await carryOut(store, site, 'user', [
      rename('ann', { idnumber: 'x' }),
      rename('bob', { idnumber: '1' }),
      rename('ann', { idnumber: '2' }),
    ])
    const { user } = await content()
    expect(Object.values(user).map(({ username, idnumber }) => [username, idnumber])).toEqual([
      ['ann', '2'],
      ['bob', '1'],
      ['cy', '3'],
    ])
  })

  test('a name that one person gives up goes to a new one, and so does the name of one who is removed', async () => {
    await carryOut(store, site, 'user', [
      rename('ann', { username: 'anna', idnumber: '9', email: 'anna@x.org' }),
      person('ann', '1'),
      { kind: 'user', verb: 'delete', fields: { username: 'bob' } },
      person('bob', '2'),
    ])
    const { user } = await content()
    expect(Object.values(user).map(({ id, username, idnumber }) => [id, username, idnumber])).toEqual([
      [1, 'anna', '9'],
      [3, 'cy', '3'],
      [6 + 1, 'ann', '1'],
      [6 + 2, 'bob', '2'],
    ])
  })

  test('a person who is made and removed leaves no row, and a history of both', async () => {
    const before = await content()
    await carryOut(store, site, 'user', [
      person('dee', '4'),
      { kind: 'user', verb: 'update', fields: { username: 'dee', city: 'Rom' } },
      { kind: 'user', verb: 'delete', fields: { username: 'dee' } },
    ])
    expect(await content()).toEqual(before)
    expect(await history('user')).toMatchObject([
      { line: 2, before: null, after: { username: 'dee', city: 'Ulm' } },
      { line: 3, before: { city: 'Ulm' }, after: { city: 'Rom' } },
      { line: 4, before: { username: 'dee', city: 'Rom' }, after: null },
    ])
  })

  test('a person who is changed and removed has a history of both, as they were at each', async () => {
    await carryOut(store, site, 'user', [
      { kind: 'user', verb: 'update', fields: { username: 'ann', city: 'Rom' } },
      { kind: 'user', verb: 'delete', fields: { username: 'ann' } },
    ])
    expect(await history('user')).toMatchObject([
      { line: 2, before: { city: 'Ulm' }, after: { city: 'Rom' } },
      { line: 3, before: { username: 'ann', city: 'Rom', origin: [1, 1, 2] }, after: null },
    ])
  })

  test('an enrolment that ends and begins again is a new one, with its old groups left', async () => {
    await carryOut(store, site, 'enrolment', [enrol('ann', { group: 'g1' }), enrol('ann', { group: 'g2' })])
    await carryOut(store, site, 'enrolment', [
      unenrol('ann'),
      enrol('ann', { group: 'g2', status: 'suspended' }),
    ])
    const { enrolment, groupMember, group } = await content()
    expect(Object.values(enrolment)).toMatchObject([{ userId: 1, status: 'suspended' }])
    const names = Object.values(groupMember).map(({ groupId }) => group[groupId]!.name)
    expect(names).toEqual(['g2'])
    expect(await history('enrolment')).toMatchObject([{ line: 2, before: { status: 'active' }, after: null }])
    expect(await originOf('site_enrolment')).toEqual([1, 1, 3])
  })

  test('an enrolment that ends twice has a history of all that happened', async () => {
    await carryOut(store, site, 'enrolment', [enrol('ann', {})])
    await carryOut(store, site, 'enrolment', [
      unenrol('ann'),
      enrol('ann', { status: 'suspended' }),
      unenrol('ann'),
    ])
    expect((await content()).enrolment).toEqual({})
    expect(await history('enrolment')).toMatchObject([
      { line: 2, before: { status: 'active', origin: [1, 1, 2] }, after: null },
      { line: 3, before: null, after: { status: 'suspended' } },
      { line: 4, before: { status: 'suspended' }, after: null },
    ])
  })
})

describe('what hangs on a thing ends with it', () => {
  beforeEach(async () => {
    await carryOut(store, site, 'enrolment', [
      enrol('ann', { group: 'g1', grouping: 's1' }),
      enrol('bob', { group: 'g1' }),
      enrol('ann', { instance: 'C2', group: 'g1' }),
      mentor('ann', 'bob'),
      mentor('bob', 'ann'),
      mentor('bob', 'cy'),
    ])
  })

  test('a person: enrolments, memberships, roles held and roles over them; a marked remainder stays', async () => {
    await carryOut(store, site, 'user', [{ kind: 'user', verb: 'delete', fields: { username: 'ann' } }])
    const { user, enrolment, groupMember, roleAssignment, group } = await content()
    expect(Object.values(user).map(({ username }) => username)).toEqual(['bob', 'cy'])
    expect(Object.values(enrolment).map(({ userId }) => userId)).toEqual([2])
    expect(Object.values(groupMember).map(({ userId }) => userId)).toEqual([2])
    expect(
      Object.values(roleAssignment).map(({ userId, context, instanceId }) => [userId, context, instanceId]),
    ).toEqual([
      [2, 'course', C1],
      [2, 'user', 3],
    ])
    expect(Object.values(group)).toHaveLength(2)
    const remainder = await rows<{ id: number; deleted: boolean }>(
      sql`select id, deleted from site_user where site_id = ${site.siteId} and deleted`,
    )
    expect(remainder).toEqual([{ id: 1, deleted: true }])
    const ended = await history()
    expect(ended.map(({ kind }) => kind).sort()).toEqual([
      ...['enrolment', 'enrolment', 'groupMember', 'groupMember'],
      ...['roleAssignment', 'roleAssignment', 'roleAssignment', 'roleAssignment', 'user'],
    ])
    for (const { line, before, after } of ended) {
      expect(line).toBe(2)
      expect(before).toHaveProperty('origin')
      expect(after).toBeNull()
    }
  })

  test('a course: enrolments, roles, groups, groupings, memberships, links and content; others are untouched', async () => {
    await activity('C1', 'Quiz')
    await activity('C2', 'Essay')
    await carryOut(store, site, 'course', [{ kind: 'course', verb: 'delete', fields: { shortname: 'C1' } }])
    const left = await content()
    expect(Object.values(left.course).map(({ shortname }) => shortname)).toEqual(['C2'])
    expect(Object.values(left.enrolment).map(({ courseId }) => courseId)).toEqual([C2])
    expect(Object.values(left.groupMember).map(({ courseId }) => courseId)).toEqual([C2])
    expect(Object.values(left.group).map(({ courseId }) => courseId)).toEqual([C2])
    expect(left.grouping).toEqual({})
    expect(left.groupingGroup).toEqual({})
    expect(Object.values(left.roleAssignment).filter(({ context }) => context === 'course')).toMatchObject([
      { userId: 1, instanceId: C2 },
    ])
    expect(Object.values(left.roleAssignment).filter(({ context }) => context === 'user')).toHaveLength(3)
    expect(await activities()).toEqual(['C2 Essay'])
  })

  test('an enrolment: memberships in groups of that course alone', async () => {
    await carryOut(store, site, 'enrolment', [unenrol('ann')])
    const { groupMember } = await content()
    expect(Object.values(groupMember).map(({ userId, courseId }) => [userId, courseId])).toEqual(
      expect.arrayContaining([
        [2, C1],
        [1, C2],
      ]),
    )
    expect(Object.values(groupMember)).toHaveLength(2)
    expect(await history('groupMember')).toMatchObject([
      { line: 2, before: { userId: 1, courseId: C1 }, after: null },
    ])
  })

  test('a manual enrolment leaves the memberships of one who is enrolled through another method too', async () => {
    await store.asOrganisation(site.organisationId, async ({ db }) => {
      await sql`insert into site_enrolment (site_id, course_id, user_id, method, status)
        values (${site.siteId}, ${C1}, 1, 'self', 'active')`.execute(db)
    })
    await carryOut(store, site, 'enrolment', [unenrol('ann')])
    const { enrolment, groupMember } = await content()
    expect(
      Object.values(enrolment).filter(({ userId, courseId }) => userId === 1 && courseId === C1),
    ).toMatchObject([{ method: 'self' }])
    expect(
      Object.values(groupMember).filter(({ userId, courseId }) => userId === 1 && courseId === C1),
    ).toHaveLength(1)
  })
})

describe('a course that is made from a template', () => {
  beforeEach(async () => {
    await activity('C1', 'Quiz')
    await carryOut(store, site, 'enrolment', [enrol('ann', { group: 'g1' })])
  })

  test('has its content and values, and none of its people', async () => {
    await carryOut(store, site, 'course', [
      { kind: 'course', verb: 'update', fields: { shortname: 'C1', summary: 'Cells', numsections: '7' } },
      course('C3', { link: 'C1', numsections: '2' }),
    ])
    const { course: courses, enrolment, group } = await content()
    expect(Object.values(courses).at(-1)).toMatchObject({
      shortname: 'C3',
      summary: 'Cells',
      numsections: 2,
      idnumber: '',
    })
    expect(await activities()).toEqual(['C1 Quiz', 'C3 Quiz'])
    expect(Object.values(enrolment)).toHaveLength(1)
    expect(Object.values(group)).toHaveLength(1)
  })

  test('has the content of the template of its template, when one chunk makes both', async () => {
    await carryOut(store, site, 'course', [course('C3', { link: 'C1' }), course('C4', { link: 'C3' })])
    expect(await activities()).toEqual(['C1 Quiz', 'C3 Quiz', 'C4 Quiz'])
  })

  test('keeps the content when the template ends in the same chunk', async () => {
    await carryOut(store, site, 'course', [
      course('C3', { link: 'C1' }),
      course('C4', { link: 'C3' }),
      { kind: 'course', verb: 'delete', fields: { shortname: 'C1' } },
      { kind: 'course', verb: 'delete', fields: { shortname: 'C3' } },
    ])
    expect(await activities()).toEqual(['C4 Quiz'])
  })
})

test('nothing is written for a chunk that changes nothing, and the revision stays', async () => {
  const revision = () => rows(sql`select revision, last_id from site where id = ${site.siteId}`)
  const before = await revision()
  await carryOut(store, site, 'user', [
    { kind: 'user', verb: 'update', fields: { username: 'ann', city: 'Ulm' } },
  ])
  expect(await revision()).toEqual(before)
  expect(await history()).toEqual([])
})

function person(username: string, idnumber: string): UserAction {
  const fields = { username, idnumber, email: `${username}@x.org`, password: 'Passw0rd!' }
  return { kind: 'user', verb: 'create', fields: { ...fields, firstname: 'A', lastname: 'B', city: 'Ulm' } }
}

function rename(username: string, fields: UserAction['fields']): UserAction {
  return { kind: 'user', verb: 'update', find: { username }, fields }
}

function course(shortname: string, fields: CourseAction['fields'] = {}): CourseAction {
  return {
    kind: 'course',
    verb: 'create',
    fields: { shortname, fullname: shortname, category: 'Bio', ...fields },
  }
}

function enrol(username: string, fields: EnrolmentAction['fields']): EnrolmentAction {
  const place = { context: 'course', instance: 'C1', role: 'student' }
  return { kind: 'enrolment', verb: 'create', fields: { username, ...place, ...fields } }
}

function unenrol(username: string): EnrolmentAction {
  return { ...enrol(username, {}), verb: 'delete' }
}

function mentor(username: string, instance: string): EnrolmentAction {
  return {
    kind: 'enrolment',
    verb: 'create',
    fields: { username, context: 'user', instance, role: 'mentor' },
  }
}

function content(): Promise<Content> {
  return store.asOrganisation(site.organisationId, (tx) => contentOf(tx, site.siteId))
}

interface Told {
  line: number
  kind: string
  before: object | null
  after: object | null
}

/** What the history says, in the order of the file. */
function history(kind?: string): Promise<Told[]> {
  return rows<Told>(sql`select line, kind, before, after from history
    where site_id = ${site.siteId} and (${kind ?? null}::text is null or kind = ${kind ?? null}) order by line, id`)
}

async function originOf(table: string): Promise<unknown[]> {
  const [row] = await rows<Record<string, number>>(
    sql`select origin_run, origin_file, origin_line from ${sql.table(table)} where site_id = ${site.siteId}`,
  )
  return Object.values(row!)
}

async function activity(shortname: string, name: string): Promise<void> {
  await rows(sql`insert into site_activity (site_id, course_id, position, name)
    select site_id, id, 1, ${name} from site_course where site_id = ${site.siteId} and shortname = ${shortname}`)
}

async function activities(): Promise<string[]> {
  const found = await rows<{ text: string }>(sql`select c.shortname || ' ' || a.name as text
    from site_activity a left join site_course c on c.site_id = a.site_id and c.id = a.course_id
    where a.site_id = ${site.siteId} order by text`)
  return found.map(({ text }) => text)
}

function rows<T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> {
  return store.asOrganisation(site.organisationId, async ({ db }) => (await statement.execute(db)).rows)
}
