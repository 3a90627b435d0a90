import { beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_SITE_FACTS, type ProfileField } from '../../../src/domain/site-facts.ts'
import { enrolmentsIn } from '../../../src/sites/moodle/database/planning/enrolments.ts'
import { roleAssignmentsIn } from '../../../src/sites/moodle/database/planning/role-assignments.ts'
import { usersIn } from '../../../src/sites/moodle/database/planning/users.ts'
import type { UserField } from '../../../src/sites/moodle/read/users.ts'
import { inPicture, type Picture } from '../../../src/transport/moodle-db/picture.ts'
import { makeTable, type Run } from './made-site.ts'

const PREFIX = 'look_'
const NOW = Date.UTC(2026, 2, 3) / 1000
const DAY = 86_400
const [ADA, BEN, CLEO] = [10, 11, 12] as const

const field = (shortname: string, type: ProfileField['type']): ProfileField => ({
  ...{ shortname, name: shortname, type, options: [], defaultValue: '', includeTime: false },
})
const OWN = {
  facts: { ...DEFAULT_SITE_FACTS, timezone: 'Europe/London' },
  roles: [],
  profileFields: [field('dept', 'text'), field('hired', 'datetime')],
}

function account(id: number, username: string, more: object = {}) {
  return {
    ...{ id, username, email: `${username}@example.org`, idnumber: `N${id}`, firstname: 'F', lastname: 'L' },
    ...{
      city: 'Leeds',
      country: '0',
      auth: 'manual',
      lang: 'en',
      timezone: '99',
      theme: '',
      description: '',
    },
    ...{ institution: '', department: '', suspended: 0, deleted: 0, middlename: '', alternatename: '' },
    ...{ firstnamephonetic: '', lastnamephonetic: '', phone1: '', phone2: '', address: '', mailformat: 1 },
    ...{ maildisplay: 2, emailstop: 0 },
    ...more,
  }
}

const TABLES = {
  user: [
    account(ADA, 'ada', { phone1: '01', suspended: 1, timezone: 'Asia/Tokyo', idnumber: 'SAME' }),
    account(BEN, 'ben', { country: 'GB', idnumber: 'SAME' }),
    account(CLEO, 'cleo', { deleted: 1 }),
  ],
  user_info_field: [
    { id: 1, shortname: 'dept', defaultdata: 'none' },
    { id: 2, shortname: 'hired', defaultdata: '' },
    { id: 3, shortname: 'other', defaultdata: 'x' },
  ],
  user_info_data: [
    { id: 1, userid: ADA, fieldid: 1, data: 'Sales' },
    { id: 2, userid: ADA, fieldid: 2, data: String(NOW) },
  ],
  tag: [
    { id: 1, rawname: 'Chess' },
    { id: 2, rawname: 'Art' },
  ],
  tag_instance: [
    { id: 1, tagid: 2, component: 'core', itemtype: 'user', itemid: ADA, ordering: 1 },
    { id: 2, tagid: 1, component: 'core', itemtype: 'user', itemid: ADA, ordering: 0 },
    { id: 3, tagid: 1, component: 'core', itemtype: 'course', itemid: BEN, ordering: 0 },
  ],
  enrol: [
    { id: 1, courseid: 2, enrol: 'manual', status: 0 },
    { id: 2, courseid: 2, enrol: 'self', status: 0 },
    { id: 3, courseid: 3, enrol: 'manual', status: 1 },
    { id: 4, courseid: 4, enrol: 'cohort', status: 0 },
  ],
  user_enrolments: [
    { id: 1, enrolid: 2, userid: ADA, status: 0, timestart: 0, timeend: 0 },
    { id: 2, enrolid: 1, userid: ADA, status: 1, timestart: NOW - DAY, timeend: 0 },
    { id: 3, enrolid: 3, userid: ADA, status: 0, timestart: 0, timeend: NOW - DAY },
    { id: 4, enrolid: 2, userid: BEN, status: 0, timestart: 0, timeend: NOW - 1 },
    { id: 5, enrolid: 4, userid: BEN, status: 0, timestart: 0, timeend: 0 },
  ],
  context: [
    { id: 1, contextlevel: 10, instanceid: 0 },
    { id: 2, contextlevel: 50, instanceid: 2 },
    { id: 3, contextlevel: 70, instanceid: 2 },
    { id: 4, contextlevel: 30, instanceid: 2 },
  ],
  role_assignments: [
    { id: 1, roleid: 5, userid: ADA, contextid: 2 },
    { id: 2, roleid: 3, userid: ADA, contextid: 2 },
    { id: 3, roleid: 5, userid: ADA, contextid: 3 },
    { id: 4, roleid: 9, userid: ADA, contextid: 4 },
    { id: 5, roleid: 1, userid: BEN, contextid: 1 },
    { id: 6, roleid: 5, userid: BEN, contextid: 2 },
  ],
}

/** The same tests on either engine. */
export function planning(place: () => { readonly url: string; readonly run: Run }): void {
  const look = async <T>(read: (picture: Picture) => Promise<T>): Promise<T> => {
    const settings = { url: place().url, password: '', prefix: PREFIX }
    const found = inPicture(settings, async function* (picture) {
      yield await read(picture)
    })
    return (await Array.fromAsync(found))[0]!
  }
  const users = (name: UserField, ...values: string[]) =>
    look((picture) => usersIn(picture, name, values, OWN))

  describe('a first look for an import', () => {
    beforeAll(async () => {
      for (const [name, rows] of Object.entries(TABLES)) await makeTable(place().run, PREFIX + name, rows)
    })

    test('finds live people by their exact names, as web services would tell them', async () => {
      expect((await users('username', 'ada', 'BEN', 'cleo', 'nobody', '')).map(({ id }) => id)).toEqual([ADA])
      expect((await users('idnumber', 'SAME')).map(({ id }) => id).sort()).toEqual([ADA, BEN])
      const [ada] = await users('email', 'ada@example.org')
      expect(ada).toMatchObject({
        ...{ id: ADA, idnumber: 'SAME', country: '', timezone: 'Asia/Tokyo', suspended: true },
        profile: { dept: 'Sales', hired: '2026-03-03' },
        more: { phone1: '01', interests: 'Chess, Art', mailformat: '1', maildisplay: '2', emailstop: '0' },
      })
      const [ben] = await users('id', String(BEN))
      expect(ben).toMatchObject({ country: 'GB', timezone: 'Europe/London', profile: { dept: 'none' } })
      expect(ben!.profile).not.toHaveProperty('other')
      expect(Object.keys(ben!.more)).not.toContain('interests')
    })

    test('finds the manual enrolment with its times, and another one as if it were manual', async () => {
      const pairs = [ADA, BEN].flatMap((user) => [2, 3, 4].map((course) => [user, course] as const))
      const found = await look((picture) => enrolmentsIn(picture, pairs, NOW))
      const shown = [...found].map(([key, { method, status, timeStart, timeEnd }]) => [
        ...[key, method, status, timeStart, timeEnd],
      ])
      expect(shown.sort()).toEqual([
        [`${ADA},2`, 'manual', 'suspended', (NOW - DAY) * 1000, null],
        // The method is switched off.
        [`${ADA},3`, 'manual', 'suspended', null, (NOW - DAY) * 1000],
        [`${BEN},2`, 'manual', 'suspended', null, null],
        [`${BEN},4`, 'manual', 'active', null, null],
      ])
      expect((await look((picture) => enrolmentsIn(picture, [[ADA, 3]], NOW))).size).toBe(1)
    })

    test('finds roles where they were asked for, and nowhere else', async () => {
      const found = await look((picture) =>
        roleAssignmentsIn(picture, [
          [ADA, 'course', 2],
          [BEN, 'system', 0],
          [BEN, 'user', 2],
        ]),
      )
      expect([...found].map(([key, roles]) => [key, roles.map(({ roleId }) => roleId)])).toEqual([
        [`${ADA},course,2`, [5, 3]],
        [`${BEN},system,0`, [1]],
      ])
    })
  })
}
