import { describe, expect, test } from 'vitest'
import { GOOD, type PackageOptions, packageOf } from './packages.ts'
import { onlyRecord, readPackage } from './read-package.ts'

const DELTA = (table: string): PackageOptions => ({ modes: { [table]: 'delta' } })

/** What becomes of each row of a table: its action, or the code of its finding. */
async function told(files: ReturnType<typeof packageOf>, name: string, settings: object = {}) {
  const records = (await readPackage(files, settings)).get(name)!
  return records.map(({ action, finding }) => finding?.code ?? action)
}

describe('an organisation', () => {
  const orgs = (rows: readonly string[]) => told(packageOf({ orgs: rows }), 'orgs.csv')

  test('is a category that is left as it is when it is known', async () => {
    expect(await orgs(GOOD.orgs)).toEqual([
      {
        kind: 'category',
        verb: 'sync',
        idnumber: 'd1',
        name: 'Hill District',
        parent: null,
        visible: true,
        ifKnown: 'leave',
        ifUnknown: 'create',
      },
      {
        kind: 'category',
        verb: 'sync',
        idnumber: 's1',
        name: 'Hill School',
        parent: 'd1',
        visible: true,
        ifKnown: 'leave',
        ifUnknown: 'create',
      },
    ])
  })

  test('brings those above it along whose rows come later', async () => {
    const rows = ['a,,,A,school,,b', 'b,,,B,local,,c', 'c,,,C,state,,']
    expect(await orgs(rows)).toMatchObject([
      {
        idnumber: 'a',
        above: [
          { idnumber: 'c', name: 'C', parent: null },
          { idnumber: 'b', name: 'B', parent: 'c' },
        ],
      },
      { idnumber: 'b', above: [{ idnumber: 'c' }] },
      { idnumber: 'c' },
    ])
    expect(
      (await orgs([rows[2]!, rows[1]!, rows[0]!])).every((action) => !('above' in (action as object))),
    ).toBe(true)
  })

  test('brings nothing along that is refused', async () => {
    const [first] = await orgs(['a,,,A,school,,b', 'b,,,B,castle,,'])
    expect(first).toMatchObject({ parent: 'b' })
    expect(first).not.toHaveProperty('above')
  })

  test('is refused in a circle, with all of the circle; what hangs below it is not', async () => {
    const rows = ['a,,,A,school,,b', 'b,,,B,local,,c', 'c,,,C,state,,a', 'd,,,D,school,,a', 'e,,,E,school,,e']
    const read = await orgs(rows)
    expect([read[0], read[1], read[2], read[4]]).toEqual(Array(4).fill('RB-1248'))
    expect(read[3]).toMatchObject({ idnumber: 'd', parent: 'a' })
    expect(read[3]).not.toHaveProperty('above')
  })

  test('is refused below more of its kind than there can be', async () => {
    const chain = Array.from({ length: 60 }, (_, i) => `o${i},,,O,school,,${i === 0 ? '' : `o${i - 1}`}`)
    const read = await orgs(chain)
    expect(read.indexOf('RB-1249')).toBe(51)
  })

  test('stays when a delta withdraws it', async () => {
    const files = packageOf({ orgs: ['s1,tobedeleted,2024-01-01,Hill,school,,'] }, DELTA('orgs'))
    expect(await told(files, 'orgs.csv')).toMatchObject([
      { ifKnown: 'leave', ifUnknown: 'leave', note: { code: 'RB-1261' } },
    ])
  })
})

describe('an academic session', () => {
  const sessions = (rows: readonly string[], options?: PackageOptions) =>
    told(packageOf({ academicSessions: rows }, options), 'academicSessions.csv')

  test('is looked at and changes nothing', async () => {
    const [record] = (await readPackage(packageOf(GOOD))).get('academicSessions.csv')!
    expect(record).toMatchObject({
      key: null,
      action: { ifKnown: 'leave', ifUnknown: 'leave', note: { code: 'RB-1260' } },
    })
  })

  test('that ends before it starts, or lies in one that is unknown or refused, is refused', async () => {
    const rows = [
      'y,,,Year,schoolYear,2024-09-01,2024-08-01,,2025',
      't,,,Term,term,2024-09-01,2025-01-01,y,2025',
      'p,,,Period,gradingPeriod,2024-09-01,2024-10-01,t,2025',
      'x,,,Other,term,2024-09-01,2025-01-01,nowhere,2025',
    ]
    expect(await sessions(rows)).toEqual(['RB-1246', 'RB-1247', 'RB-1247', 'RB-1247'])
  })

  test('may lie in one whose row comes later, or in a circle', async () => {
    const rows = [
      'p,,,Period,gradingPeriod,2024-09-01,2024-10-01,t,2025',
      't,,,Term,term,2024-09-01,2025-01-01,,2025',
      'a,,,A,term,2024-09-01,2025-01-01,b,2025',
      'b,,,B,term,2024-09-01,2025-01-01,a,2025',
    ]
    expect((await sessions(rows)).map((one) => typeof one)).toEqual(Array(4).fill('object'))
  })

  test('below an unknown one far up is refused like all on the way', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `t${i},,,T,term,2024-09-01,2025-01-01,t${i + 1},2025`)
    expect(new Set(await sessions(rows))).toEqual(new Set(['RB-1247']))
    expect(new Set(await sessions(rows.toReversed()))).toEqual(new Set(['RB-1247']))
  })

  test('of a delta may lie in one of an earlier package', async () => {
    const rows = ['t,active,2024-01-01,Term,term,2024-09-01,2025-01-01,y,2025']
    expect(await sessions(rows, DELTA('academicSessions'))).toMatchObject([{ idnumber: 't' }])
  })
})

describe('a course', () => {
  test('is looked at with its organisation', async () => {
    const [record] = (await readPackage(packageOf(GOOD))).get('courses.csv')!
    expect(record).toMatchObject({
      key: null,
      action: {
        kind: 'category',
        idnumber: 's1',
        column: 'orgSourcedId',
        ifKnown: 'leave',
        ifUnknown: 'reject',
      },
    })
  })

  test('of an unknown school year is refused, and so are its classes', async () => {
    const files = packageOf({ ...GOOD, courses: ['co1,,,y9,Biology,BIO,,s1,,'] })
    expect(await told(files, 'courses.csv')).toEqual(['RB-1247'])
    expect(await told(files, 'classes.csv')).toEqual(['RB-1247'])
  })
})

describe('a class', () => {
  const classes = (settings: object = {}, tables: object = {}, options?: PackageOptions) =>
    told(packageOf({ ...GOOD, ...tables }, options), 'classes.csv', settings)

  test('is a course of its school, known by its id number, that starts with its earliest term', async () => {
    expect(await classes()).toEqual([
      {
        kind: 'course',
        verb: 'sync',
        by: { field: 'idnumber', value: 'cl1' },
        values: { shortname: 'cl1', fullname: 'Biology 7A', visible: '1', startdate: '2024-09-01' },
        place: { steps: [{ idnumber: 's1' }], nested: false, ifMissing: 'reject', visible: true },
        moves: true,
        ifKnown: 'update',
        ifUnknown: 'create',
        whyKnown: 'updateClasses',
        whyUnknown: 'createClasses',
      },
    ])
  })

  test('may have its class code for a short name, and then needs one', async () => {
    const settings = { courseShortname: 'classCode' }
    expect(await classes(settings)).toMatchObject([{ values: { shortname: '7A' } }])
    expect(await classes(settings, { classes: [GOOD.classes[0].replace(',7A,', ',,')] })).toEqual(['RB-1241'])
  })

  test('may be left or refused by settings', async () => {
    expect(await classes({ updateClasses: false, createClasses: false })).toMatchObject([
      { ifKnown: 'leave', ifUnknown: 'reject' },
    ])
  })

  test('of an unknown term or course is refused, and they are named', async () => {
    const rows = [
      'cl1,,,Biology,,co1,,scheduled,,s1,"t1,t8,t9",,,',
      'cl2,,,Biology,,co9,,scheduled,,s1,t1,,,',
    ]
    const records = (await readPackage(packageOf({ ...GOOD, classes: rows }))).get('classes.csv')!
    expect(records.map(({ finding }) => finding)).toMatchObject([
      { code: 'RB-1247', field: 'termSourcedIds', value: 't8, t9' },
      { code: 'RB-1247', field: 'courseSourcedId', value: 'co9' },
    ])
  })

  test('of a package without terms and courses keeps its start', async () => {
    const [action] = await told(packageOf({ classes: GOOD.classes }), 'classes.csv')
    expect(action).toMatchObject({ values: { fullname: 'Biology 7A' } })
    expect(action).not.toHaveProperty('values.startdate')
  })

  test('of which a delta of terms has only some keeps its start', async () => {
    const academicSessions = ['t1,active,2024-01-01,Autumn,term,2024-09-01,2025-01-01,,2025']
    const [action] = await classes({}, { academicSessions }, DELTA('academicSessions'))
    expect(action).not.toHaveProperty('values.startdate')
  })

  test.each([
    ['hide', {}],
    ['keep', { deletedClasses: 'keep' }],
  ])('is to %s when a delta withdraws it', async (how, settings) => {
    const rows = ['cl1,tobedeleted,2024-01-01,Biology,,co9,7A,scheduled,,s9,t9,,,']
    expect(await classes(settings, { classes: rows }, DELTA('classes'))).toEqual([
      {
        kind: 'course',
        verb: 'end',
        by: { field: 'idnumber', value: 'cl1' },
        how,
        ifUnknown: 'leave',
        because: 'deletedClasses',
      },
    ])
  })

  test('asks for something else when its term moves', async () => {
    const text = async (start: string) => {
      const academicSessions = [
        GOOD.academicSessions[0].replace('2024-09-01', start),
        GOOD.academicSessions[1],
      ]
      return (await onlyRecord(packageOf({ ...GOOD, academicSessions }), 'classes.csv')).text
    }
    expect(await text('2024-09-01')).not.toBe(await text('2024-09-02'))
  })
})

describe('a user', () => {
  const users = (row: string, settings: object = {}, options?: PackageOptions) =>
    told(packageOf({ users: [row] }, options), 'users.csv', settings)

  test('is known by the id number and linked by the user name in small letters', async () => {
    expect(await users(GOOD.users[0])).toEqual([
      {
        kind: 'user',
        verb: 'sync',
        by: { field: 'idnumber', value: 'u1' },
        values: { username: 'ann.one', firstname: 'Ann', lastname: 'One', email: 'ann@example.org' },
        suspended: false,
        ifKnown: 'update',
        ifUnknown: 'create',
        link: 'update',
        whyKnown: 'updateUsers',
        whyUnknown: 'createUsers',
        needsCategories: [{ column: 'orgSourcedIds', idnumber: 's1' }],
      },
    ])
  })

  test('without an address keeps the one that is stored', async () => {
    const [action] = await users(GOOD.users[0].replace('ann@example.org', ''))
    expect(action).not.toHaveProperty('values.email')
  })

  test('has middle name and telephone numbers where the feed keeps them', async () => {
    const row = GOOD.users[0].replace(',One,,,ann', ',One,Mary,,ann').replace('.org,,,', '.org,07700,020,')
    const [without] = await users(row)
    expect(without).not.toHaveProperty('values.middlename')
    expect(without).not.toHaveProperty('lenient')
    const keeps = { contactDetails: true }
    expect(await users(row, keeps)).toMatchObject([
      {
        values: { middlename: 'Mary', phone1: '020', phone2: '07700' },
        lenient: ['middlename', 'phone1', 'phone2'],
      },
    ])
    const [empty] = await users(GOOD.users[0], keeps)
    expect(empty).not.toHaveProperty('erase')
    expect(await users(GOOD.users[0], { ...keeps, emptyCells: 'erase' })).toMatchObject([
      { erase: ['middlename', 'phone1', 'phone2'] },
    ])
    const token = row.replace('Mary', '-')
    expect(await users(token, { ...keeps, eraseToken: '-' })).toMatchObject([{ erase: ['middlename'] }])
    expect(await users(token, { eraseToken: '-' })).toEqual(['RB-2019'])
  })

  test('has profile fields where columns are kept in them', async () => {
    const profileFields = { identifier: 'badge', grades: 'year', 'metadata.house': 'house' }
    const row = GOOD.users[0].replace(',One,,,ann', ',One,,B-7,ann')
    expect(await users(row, { profileFields })).toMatchObject([{ profile: { badge: 'B-7' } }])
    expect(await users(GOOD.users[0], { profileFields })).not.toMatchObject([{ profile: {} }])
    expect(await users(GOOD.users[0], { profileFields, emptyCells: 'erase' })).toMatchObject([
      { profile: { badge: '', year: '' } },
    ])
    const token = row.replace('B-7', '-')
    expect(await users(token, { profileFields, eraseToken: '-' })).toMatchObject([{ profile: { badge: '' } }])
    expect(await users(token, { eraseToken: '-' })).toEqual(['RB-2019'])
  })

  test('that is not enabled is suspended', async () => {
    expect(await users(GOOD.users[0].replace('true', 'False'))).toMatchObject([{ suspended: true }])
  })

  test('may be left or refused by settings', async () => {
    expect(await users(GOOD.users[0], { updateUsers: false, createUsers: false })).toMatchObject([
      { ifKnown: 'leave', ifUnknown: 'reject' },
    ])
  })

  test('of several organisations needs all of them', async () => {
    const [action] = await users(GOOD.users[0].replace(',s1,', ',"s1, s2",'))
    expect(action).toMatchObject({ needsCategories: [{ idnumber: 's1' }, { idnumber: 's2' }] })
  })

  test('has preferred names where they are asked for and there', async () => {
    const row = 'u1,,,true,ann,,Anna,One,,,,,,,,,,Ann,,,s1,'
    const read = async (usePreferredNames: boolean) =>
      (await users(row, { usePreferredNames }, { version: '1.2' }))[0]
    expect(await read(false)).toMatchObject({ values: { firstname: 'Anna', lastname: 'One' } })
    expect(await read(true)).toMatchObject({ values: { firstname: 'Ann', lastname: 'One' } })
    expect(await read(true)).toMatchObject({
      needsCategories: [{ column: 'primaryOrgSourcedId', idnumber: 's1' }],
    })
  })

  test('is looked at by a row of roles, whose key is not that of the user', async () => {
    const files = packageOf({ roles: ['r1,,,u1,primary,student,,,s1,'] }, { version: '1.2' })
    const record = await onlyRecord(files, 'roles.csv')
    expect(record).toMatchObject({
      key: null,
      action: {
        by: { field: 'idnumber', value: 'u1' },
        ifKnown: 'leave',
        ifUnknown: 'reject',
        needsCategories: [{ column: 'orgSourcedId', idnumber: 's1' }],
      },
    })
  })
})

describe('an enrollment', () => {
  const enrollments = (row: string, settings: object = {}, options?: PackageOptions) =>
    told(packageOf({ enrollments: [row] }, options), 'enrollments.csv', settings)

  test('is an enrolment of its own method, from midnight UTC to midnight UTC', async () => {
    expect(await enrollments('e1,,,cl1,s1,u1,teacher,true,2024-09-02,2025-01-31')).toEqual([
      {
        kind: 'enrolment',
        verb: 'enrol',
        person: { field: 'idnumber', value: 'u1' },
        course: { field: 'idnumber', value: 'cl1' },
        method: 'oneroster',
        role: 'editingteacher',
        status: 'active',
        start: Date.UTC(2024, 8, 2),
        end: Date.UTC(2025, 0, 31),
        needsCategories: [{ column: 'schoolSourcedId', idnumber: 's1' }],
      },
    ])
  })

  test('without dates has no bounds', async () => {
    expect(await enrollments(GOOD.enrollments[0])).toMatchObject([{ start: null, end: null }])
  })

  test.each([
    ['student', 'student'],
    ['teacher', 'editingteacher'],
    ['aide', 'teacher'],
    ['proctor', 'teacher'],
  ])('of a %s is one of a %s', async (role, mapped) => {
    expect(await enrollments(`e1,,,cl1,s1,u1,${role},,,`)).toMatchObject([{ role: mapped }])
  })

  test('of a role that is mapped to nothing asks for nothing and says so', async () => {
    const [action] = await enrollments('e1,,,cl1,s1,u1,administrator,,,')
    expect(action).toMatchObject({
      verb: 'several',
      of: [],
      note: { code: 'RB-1262', value: 'administrator' },
    })
  })

  test('takes the roles of the setting, one by one', async () => {
    const settings = { roleMap: { administrator: 'manager', student: null, 'ext:coach': 'coach' } }
    const read = (role: string) => enrollments(`e1,,,cl1,s1,u1,${role},,,`, settings, { version: '1.2' })
    expect(await read('administrator')).toMatchObject([{ role: 'manager' }])
    expect(await read('student')).toMatchObject([{ of: [] }])
    expect(await read('teacher')).toMatchObject([{ role: 'editingteacher' }])
    expect(await read('ext:coach')).toMatchObject([{ role: 'coach' }])
    expect(await read('ext:toString')).toMatchObject([{ of: [] }])
  })

  test.each(['unenrol', 'suspend', 'keep'])('ends by %s when a delta withdraws it', async (how) => {
    const row = 'e1,inactive,2024-01-01,cl1,s1,u1,student,,,'
    expect(await enrollments(row, { deletedEnrolments: how }, DELTA('enrollments'))).toMatchObject([
      { verb: 'end', method: 'oneroster', role: 'student', how, ends: 'role', ifUnknown: 'leave' },
    ])
  })
})
