import { describe, expect, test } from 'vitest'
import { checkPackage } from '../../../src/formats/oneroster-csv/check-package.ts'
import { reportText } from '../../../src/formats/oneroster-csv/report.ts'
import { GOOD, HEADERS, packageOf } from './packages.ts'

const fileNamed = async (files: ReturnType<typeof packageOf>, name: string) =>
  (await checkPackage(files)).files.find((file) => file.name === name)!

const rulesOf = async (files: ReturnType<typeof packageOf>, name: string) =>
  (await fileNamed(files, name)).broken.map(({ code, field, effect, lines }) => [code, field, effect, lines])

describe('the report of a package', () => {
  test('has nothing to say of one that keeps every rule', async () => {
    const report = await checkPackage(packageOf(GOOD))
    expect(report).toMatchObject({ version: '1.1', refusal: null })
    expect(report.files.map(({ name, broken }) => [name, broken])).toEqual(
      ['orgs', 'academicSessions', 'courses', 'classes', 'enrollments', 'users'].map((name) => [
        `${name}.csv`,
        [],
      ]),
    )
  })

  test('tells all mistakes of a row, and goes on', async () => {
    const users = [
      'u1,,,yes,s1,pupil,ann,,,,,,,,,,,',
      'u2,,,no,s9,student,bob,,Bob,Two,,,,,,"u1,u7",,',
      'u2,,,true,s9,student,bob,,Bob,Two,,,,,,,,',
    ]
    expect(await rulesOf(packageOf({ ...GOOD, users }), 'users.csv')).toEqual([
      ['RB-1241', 'givenName', 'row', [2]],
      ['RB-1241', 'familyName', 'row', [2]],
      ['RB-1242', 'enabledUser', 'row', [2, 3]],
      ['RB-1242', 'role', 'row', [2]],
      ['RB-1240', 'sourcedId', 'row', [3, 4]],
      ['RB-1247', 'orgSourcedIds', 'row', [4]],
    ])
  })

  test('follows references that an import does not need, and says so', async () => {
    const users = [GOOD.users[0].replace(/,,,,,$/, ',,,"u1,u7",,')]
    expect(await rulesOf(packageOf({ ...GOOD, users }), 'users.csv')).toEqual([
      ['RB-1247', 'agentSourcedIds', 'none', [2]],
    ])
  })

  test('judges no reference to a table that is absent or a delta', async () => {
    const enrollments = ['e1,,,cl9,s9,u9,student,,,']
    const files = packageOf({ users: [], orgs: GOOD.orgs, enrollments }, { modes: { users: 'delta' } })
    expect(await rulesOf(files, 'enrollments.csv')).toEqual([['RB-1247', 'schoolSourcedId', 'row', [2]]])
  })

  test('goes on where an import would refuse the package', async () => {
    const headers = { ...HEADERS, orgs: 'sourcedId,type', courses: `x,${HEADERS['courses']}` }
    const manifest = ['file.classes,bulk']
    const tables = {
      orgs: ['a,school'],
      courses: [],
      enrollments: ['e1,,,cl1,s1,u1,student,,2024-09-02,2024-09-01'],
    }
    const files = packageOf(tables, { headers, manifest })
    expect(await rulesOf(files, 'classes.csv')).toEqual([['RB-1205', null, 'package', []]])
    expect(await fileNamed(files, 'orgs.csv')).toMatchObject({ rows: null, broken: [{ code: 'RB-1042' }] })
    expect(await rulesOf(files, 'courses.csv')).toEqual([['RB-1045', 'x', 'none', [1]]])
    expect(await rulesOf(files, 'enrollments.csv')).toEqual([['RB-1246', 'endDate', 'row', [2]]])
  })

  test('tells columns that stand in another order or are not there', async () => {
    const headers = { ...HEADERS, orgs: 'name,sourcedId,type' }
    expect(await rulesOf(packageOf({ orgs: [] }, { headers }), 'orgs.csv')).toEqual([
      ['RB-1226', null, 'none', [1]],
      ['RB-1225', null, 'none', [1]],
    ])
  })

  test('reads files that are not imported too', async () => {
    const headers = { ...HEADERS, demographics: 'sourcedId,status,dateLastModified,birthDate,sex' }
    const files = packageOf(
      { ...GOOD, demographics: ['u1,,,01/02/2010,m', 'u9,,,2010-01-02,male'] },
      { headers },
    )
    const file = await fileNamed(files, 'demographics.csv')
    expect(file).toMatchObject({ isImported: false, rows: 2 })
    expect(file.broken.map(({ code, field, effect }) => [code, field, effect])).toEqual([
      ['RB-1226', null, 'none'],
      ['RB-1243', 'birthDate', 'none'],
      ['RB-1242', 'sex', 'none'],
      ['RB-1247', 'sourcedId', 'none'],
    ])
  })

  test('keeps the first hundred lines of a rule and counts the others', async () => {
    const users = Array.from({ length: 250 }, (_, i) => `u${i},,,x,s1,student,n${i},,A,B,,,,,,,,`)
    const { broken } = await fileNamed(packageOf({ ...GOOD, users }), 'users.csv')
    expect(broken).toMatchObject([{ code: 'RB-1242', count: 250 }])
    expect(broken[0]?.lines).toHaveLength(100)
    expect(reportText(await checkPackage(packageOf({ ...GOOD, users })))).toContain('101 … and 150 more')
  })

  test('of a package without a manifest says that alone', async () => {
    const report = await checkPackage(packageOf(GOOD).slice(1))
    expect(report).toMatchObject({ version: null, refusal: { code: 'RB-1200' }, files: [] })
    expect(reportText(report)).toMatch(/^OneRoster package: refused\n {2}RB-1200 /)
  })

  test('is text for people', async () => {
    const files = packageOf({ orgs: ['a,,,A,castle,,', 'b,,,B,castle,,'] })
    expect(reportText(await checkPackage(files))).toBe(
      [
        'OneRoster 1.1 package',
        '',
        'orgs.csv: bulk, 2 rows',
        '  RB-1242 type: 2 times, the row is refused',
        '    a: the column type holds "castle". Accepted are: department, school, district, local, state, national.',
        '    lines 2, 3',
        '',
      ].join('\n'),
    )
  })
})
