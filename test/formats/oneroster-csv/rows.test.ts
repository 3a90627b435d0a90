import { describe, expect, test } from 'vitest'
import { GOOD, type PackageOptions, packageOf } from './packages.ts'
import { onlyRecord, readPackage } from './read-package.ts'

/** The finding of the only row of users.csv, or undefined. */
async function findingOf(row: string, options?: PackageOptions) {
  const record = await onlyRecord(packageOf({ users: [row] }, options), 'users.csv')
  expect(record.finding === undefined).toBe(record.action !== undefined)
  return record.finding
}

const user = (cells: Readonly<Record<number, string>> = {}) =>
  GOOD.users[0]
    .split(',')
    .map((cell, index) => cells[index] ?? cell)
    .join(',')

describe('a row', () => {
  test('without required values is refused, and all of them are named', async () => {
    const found = await findingOf(user({ 3: '', 9: ' ' }))
    expect(found).toMatchObject({ code: 'RB-1241', field: 'enabledUser, familyName' })
    expect(found?.message).toContain('u1')
    expect(await findingOf(user({ 0: '' }))).toMatchObject({ code: 'RB-1241', field: 'sourcedId' })
  })

  test('whose required list holds nothing but commas is refused', async () => {
    expect(await findingOf(user({ 4: '" , ,"' }))).toMatchObject({ code: 'RB-1241', field: 'orgSourcedIds' })
  })

  test.each([
    ['enabledUser', 'yes', 3],
    ['role', 'pupil', 5],
    ['role', 'Student', 5],
    ['grades', '14', 16],
    ['grades', '9', 16],
  ])('with a value that the standard does not know is refused: %s %s', async (field, value, index) => {
    expect(await findingOf(user({ [index]: value }))).toMatchObject({ code: 'RB-1242', field, value })
  })

  test.each([
    ['true in capitals', { 3: 'TRUE' }],
    ['several grades', { 16: '"09, 10"' }],
    ['outer spaces', { 5: ' student ' }],
  ])('may hold %s', async (_, cells) => {
    expect(await findingOf(user(cells))).toBeUndefined()
  })

  test.each([
    [user().replace(',true', ''), 'RB-1024'],
    [`${user()},`, 'RB-1025'],
    [user({ 8: 'An"n' }), 'RB-1027'],
    [user({ 8: 'An\u001fn' }), 'RB-1028'],
  ])('of a wrong shape is refused: %s', async (row, code) => {
    expect((await findingOf(row))?.code).toBe(code)
  })

  test('is refused with all others of its sourcedId', async () => {
    const rows = [user(), user({ 0: 'u2' }), user({ 8: 'Anna' }), user({ 0: 'U1' })]
    const records = (await readPackage(packageOf({ users: rows }))).get('users.csv')!
    expect(records.map(({ line, finding }) => [line, finding?.code])).toEqual([
      [2, 'RB-1240'],
      [3, undefined],
      [4, 'RB-1240'],
      [5, undefined],
    ])
  })

  test('never shows a password', async () => {
    const rows = [user({ 17: 'Sesame9!' }), user({ 0: 'u2', 3: 'no', 17: 'Sesame9!' })]
    const records = (await readPackage(packageOf({ users: rows }))).get('users.csv')!
    expect(JSON.stringify(records[0])).not.toContain('Sesame')
    expect(JSON.stringify(records[1]?.finding)).not.toContain('Sesame')
  })
})

describe('a refused row', () => {
  const present = async (tables: Readonly<Record<string, readonly string[]>>, file: string) =>
    (await readPackage(packageOf(tables))).get(file)!.map(({ finding, present }) => [finding?.code, present])

  test('names its user or class all the same', async () => {
    const users = [
      user({ 3: 'no' }),
      user({ 0: 'u2' }),
      user({ 0: 'u2' }),
      user({ 0: 'u3' }),
      user({ 0: '', 3: 'no' }),
    ]
    expect(await present({ users: [...users, `${user({ 0: 'u4' })},`] }, 'users.csv')).toEqual([
      ['RB-1242', 'i:u1'],
      ['RB-1240', 'i:u2'],
      ['RB-1240', 'i:u2'],
      [undefined, undefined],
      ['RB-1241', undefined],
      ['RB-1025', 'i:u4'],
    ])
    const classes = [GOOD.classes[0].replace('co1', 'lost')]
    const { academicSessions, courses } = GOOD
    expect(await present({ academicSessions, courses, classes }, 'classes.csv')).toEqual([
      ['RB-1247', 'i:cl1'],
    ])
  })

  test('names its enrolment, where user, class and role can be read', async () => {
    const late = ',2024-09-02,2024-09-01'
    const enrollments = [
      `e1,,,cl1,s1,u1,student,${late}`,
      `e2,,,cl1,s1,u1,teacher,no${late}`,
      `e3,,,cl1,s1,u1,pupil,${late}`,
      `e4,,,,s1,u1,student,${late}`,
      `e5,,,cl1,s1,,student,${late}`,
    ]
    const key = (role: string) => ['i:u1', 'courseid', 'cl1', role].join('\u001f')
    expect(await present({ enrollments }, 'enrollments.csv')).toEqual([
      ['RB-1246', key('student')],
      ['RB-1242', key('editingteacher')],
      ['RB-1242', undefined],
      ['RB-1241', undefined],
      ['RB-1241', undefined],
    ])
    const [good] = (await readPackage(packageOf({ enrollments: GOOD.enrollments }))).get('enrollments.csv')!
    expect(good!.key).toBe(key('student'))
  })

  test('of a table that removes nothing names nothing', async () => {
    expect(await present({ orgs: ['s1,,,Hill School,castle,,'] }, 'orgs.csv')).toEqual([
      ['RB-1242', undefined],
    ])
  })
})

describe('the status of a row', () => {
  test.each(['', 'active'])('"%s" is taken in a bulk file', async (status) => {
    expect(await findingOf(user({ 1: status }))).toBeUndefined()
  })

  test.each(['tobedeleted', 'inactive', 'Active'])('"%s" is refused in a bulk file', async (status) => {
    expect(await findingOf(user({ 1: status }))).toMatchObject({ code: 'RB-1244', value: status })
  })

  test.each(['', 'gone'])('"%s" is refused in a delta', async (status) => {
    const found = await findingOf(user({ 1: status }), { modes: { users: 'delta' } })
    expect(found).toMatchObject({ code: 'RB-1245', value: status })
  })

  test.each(['tobedeleted', 'inactive'])('"%s" ends the user in a delta', async (status) => {
    const files = packageOf({ users: [user({ 1: status })] }, { modes: { users: 'delta' } })
    const record = await onlyRecord(files, 'users.csv')
    expect(record.action).toMatchObject({
      verb: 'end',
      by: { field: 'idnumber', value: 'u1' },
      how: 'suspend',
    })
  })
})

describe('a date', () => {
  const enrollment = (begin: string, end = '') => `e1,,,cl1,s1,u1,student,,${begin},${end}`

  test.each(['09/02/2024', '2024-9-2', '2024-02-30', '2024-09-02T00:00:00Z', '20240902'])(
    'must be a day of the form YYYY-MM-DD, not %s',
    async (value) => {
      const record = await onlyRecord(packageOf({ enrollments: [enrollment(value)] }), 'enrollments.csv')
      expect(record.finding).toMatchObject({ code: 'RB-1243', field: 'beginDate', value })
    },
  )

  test('of an end may be that of the begin, but not before it', async () => {
    const rows = [
      enrollment('2024-09-02', '2024-09-02'),
      enrollment('2024-09-02', '2024-09-01').replace('e1', 'e2'),
    ]
    const [same, before] = (await readPackage(packageOf({ enrollments: rows }))).get('enrollments.csv')!
    expect(same?.finding).toBeUndefined()
    expect(before?.finding).toMatchObject({ code: 'RB-1246', field: 'endDate', value: '2024-09-01' })
    expect(before?.finding?.message).toContain('2024-09-02')
  })
})

describe('version 1.2', () => {
  const row = 'u1,,,true,ann,,Ann,One,,,,,,,,,,,,,,'

  test('has its own columns of users', async () => {
    expect(await findingOf(row, { version: '1.2' })).toBeUndefined()
  })

  test('takes extensions of enumerations, which 1.1 refuses', async () => {
    const rows = ['cl1,,,Choir,,co1,,ext:club,,s1,t1,,,']
    const read = async (version: string) =>
      (await onlyRecord(packageOf({ classes: rows }, { version }), 'classes.csv')).finding?.code
    expect(await read('1.2')).toBeUndefined()
    expect(await read('1.1')).toBe('RB-1242')
  })
})
