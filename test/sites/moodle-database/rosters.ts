import { beforeAll, describe, expect, test } from 'vitest'
import { refused } from '../../support/refused.ts'
import { askRoster } from './ask.ts'
import { makeSite, type Run } from './made-site.ts'

const PREFIX = 'list_'
const [ADA, BEN, CLEO, GUEST] = [10, 11, 12, 1] as const
const [FIRE, HIDDEN, FRONT] = [2, 3, 1] as const
/** The first instant of a day in Tokyo, in seconds. */
const START = Date.parse('2026-09-01T00:00:00+09:00') / 1000
const NEVER = 2_147_483_647

function account(id: number, username: string, more: object = {}) {
  return {
    ...{ id, username, idnumber: `N${id}`, email: `${username}@example.org`, suspended: 0, deleted: 0 },
    ...{ confirmed: 1, mnethostid: 1, firstname: 'F', lastname: 'L', institution: 'I', department: 'D' },
    ...{ city: 'Leeds', country: 'GB' },
    ...more,
  }
}

function course(id: number, category: number, shortname: string, more: object = {}) {
  const dates = { startdate: START, enddate: 0, visible: 1 }
  return { id, category, shortname, fullname: shortname, idnumber: `C${id}`, ...dates, ...more }
}

function enrolment(id: number, enrolid: number, userid: number, more: object = {}) {
  return { id, enrolid, userid, status: 0, timestart: 0, timeend: 0, ...more }
}

const TABLES = {
  user: [
    account(GUEST, 'guest'),
    account(ADA, 'ada', { country: '0' }),
    account(BEN, 'ben', { suspended: 1 }),
    account(CLEO, 'cleo', { deleted: 1 }),
    account(13, 'dan', { confirmed: 0 }),
    account(14, 'eve', { mnethostid: 3 }),
  ],
  course: [
    course(FRONT, 0, 'front'),
    course(FIRE, 5, 'FIRE', { fullname: '{mlang en}Fire{mlang}{mlang de}Feuer{mlang}', enddate: START }),
    course(HIDDEN, 9, 'hidden', { startdate: 0, visible: 0 }),
  ],
  course_categories: [
    { id: 3, path: '/3', name: 'All' },
    { id: 5, path: '/3/5', name: '{mlang en}Safety{mlang}{mlang de}Sicherheit{mlang}' },
  ],
  enrol: [
    { id: 1, courseid: FIRE, enrol: 'manual', status: 0 },
    { id: 2, courseid: FIRE, enrol: 'cohort', status: 0 },
    { id: 3, courseid: HIDDEN, enrol: 'self', status: 1 },
    { id: 4, courseid: FRONT, enrol: 'manual', status: 0 },
    { id: 5, courseid: 99, enrol: 'manual', status: 0 },
  ],
  user_enrolments: [
    enrolment(1, 1, ADA, { timestart: START, timeend: NEVER }),
    enrolment(2, 2, ADA, { status: 1, timeend: START }),
    enrolment(3, 3, BEN),
    enrolment(4, 4, BEN),
    enrolment(5, 5, BEN),
    enrolment(6, 1, CLEO),
    enrolment(7, 1, GUEST),
  ],
  context: [
    { id: 1, contextlevel: 10, instanceid: 0 },
    { id: 2, contextlevel: 50, instanceid: FIRE },
    { id: 3, contextlevel: 70, instanceid: HIDDEN },
  ],
  role: [
    { id: 5, shortname: 'student' },
    { id: 3, shortname: 'editingteacher' },
  ],
  // Of the site, of an activity, and one role given twice: by hand and by a method.
  role_assignments: [
    { id: 1, roleid: 5, userid: ADA, contextid: 2 },
    { id: 2, roleid: 5, userid: ADA, contextid: 2 },
    { id: 3, roleid: 3, userid: ADA, contextid: 2 },
    { id: 4, roleid: 3, userid: BEN, contextid: 1 },
    { id: 5, roleid: 3, userid: BEN, contextid: 3 },
    { id: 6, roleid: 5, userid: BEN, contextid: 2 },
  ],
}

/** The same tests on either engine. */
export function rosters(place: () => { readonly url: string; readonly run: Run }): void {
  const at = { prefix: PREFIX, timeZone: 'Asia/Tokyo' }

  describe('a full list', () => {
    beforeAll(() => makeSite(place().run, PREFIX, TABLES))

    test('of people has whom facts are told of, with what is asked for', async () => {
      const question = {
        ...{ accountFields: ['city', 'country'], profileFields: ['dept'], cohorts: true },
      }
      const people = await askRoster(place().url, 'user', question, at)
      expect(people.sort((one, other) => one.learner.id - other.learner.id)).toEqual([
        {
          learner: {
            ...{ id: ADA, username: 'ada', idnumber: 'N10', email: 'ada@example.org', suspended: false },
            // What Moodle stores for no country is none.
            account: { city: 'Leeds', country: '' },
            profile: { dept: 'Sales' },
            cohorts: ['NORTH'],
          },
        },
        {
          learner: {
            ...{ id: BEN, username: 'ben', idnumber: 'N11', email: 'ben@example.org', suspended: true },
            ...{ account: { city: 'Leeds', country: 'GB' }, profile: { dept: 'none' }, cohorts: [] },
          },
        },
      ])
    })

    test('of courses leaves out the front page, and has days of the time zone of the site', async () => {
      expect(await askRoster(place().url, 'course', {}, at)).toEqual([
        {
          course: {
            ...{ id: FIRE, shortname: 'FIRE', fullname: 'Fire', categoryIds: [3, 5], idnumber: 'C2' },
            ...{ category: 'Safety', startdate: '2026-09-01', enddate: '2026-09-01', visible: true },
          },
        },
        {
          course: {
            ...{ id: HIDDEN, shortname: 'hidden', fullname: 'hidden', categoryIds: [], idnumber: 'C3' },
            ...{ category: null, startdate: '', enddate: '', visible: false },
          },
        },
      ])
      const inLondon = await askRoster(place().url, 'course', {}, { ...at, timeZone: 'Europe/London' })
      expect(inLondon[0]!.course.startdate).toBe('2026-08-31')
    })

    test('of enrolments has a row for each method and role of the course', async () => {
      const rows = await askRoster(place().url, 'enrolment', {}, at)
      const shown = rows.map(({ learner, course: { id }, ...one }) => {
        return [learner.username, id, one.method, one.role, one.status, one.timeStart, one.timeEnd]
      })
      const byMethod = ['ada', FIRE, 'cohort'] as const
      expect(shown.sort()).toEqual([
        [...byMethod, 'editingteacher', 'suspended', null, START * 1000],
        [...byMethod, 'student', 'suspended', null, START * 1000],
        ['ada', FIRE, 'manual', 'editingteacher', 'active', START * 1000, null],
        ['ada', FIRE, 'manual', 'student', 'active', START * 1000, null],
        // The method is switched off, and the roles are held elsewhere.
        ['ben', HIDDEN, 'self', null, 'suspended', null, null],
      ])
    })

    test('is refused where its tables cannot be read, and the others are not', async () => {
      const { user_enrolments: _, ...others } = TABLES
      await makeSite(place().run, 'less_', others)
      const less = { ...at, prefix: 'less_' }
      const { code, message } = await refused(askRoster(place().url, 'enrolment', {}, less))
      expect(code).toBe('RB-9086')
      expect(message).toContain('user_enrolments')
      expect(await askRoster(place().url, 'course', {}, less)).toHaveLength(2)
    })

    test('by a field that the site does not have is refused', async () => {
      const secret = askRoster(place().url, 'user', { accountFields: ['password'] }, at)
      expect((await refused(secret)).code).toBe('RB-9090')
    })

    test('comes whole though it is more than a page', async () => {
      const many = Array.from({ length: 2500 }, (_, index) => index + 1)
      const users = many.map((id) => account(id + 100, `u${id}`))
      await makeSite(place().run, 'many_', {
        ...TABLES,
        ...{ user: users, user_enrolments: many.map((id) => enrolment(id * 3, 1, id + 100)) },
        role_assignments: many.map((id) => ({ id, roleid: 5, userid: id + 100, contextid: 2 })),
      })
      const rows = await askRoster(place().url, 'enrolment', {}, { ...at, prefix: 'many_' })
      expect(rows.map(({ learner, role }) => `${learner.id} ${role}`)).toEqual(
        many.map((id) => `${id + 100} student`),
      )
    })
  })
}
