import { describe, expect, test } from 'vitest'
import { onerosterCsv } from '../../../src/formats/oneroster-csv/format.ts'
import { scanTable } from '../../../src/formats/oneroster-csv/scan-table.ts'
import { columnsOf } from '../../../src/formats/oneroster-csv/tables.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refused } from '../../support/refused.ts'
import { GOOD, HEADERS, packageOf, textFile } from './packages.ts'
import { onlyRecord, readPackage } from './read-package.ts'

const SETTINGS = onerosterCsv.settings({})
const ORGS = { orgs: GOOD.orgs }

async function inspected(files: Parameters<NonNullable<typeof onerosterCsv.inspectAll>>[0]) {
  const parts = await onerosterCsv.inspectAll!(files, SETTINGS)
  return parts.map(({ file, inspection, finding }) => ({
    name: files[file]!.name,
    kind: inspection?.kind,
    records: inspection?.records,
    warnings: inspection?.warnings.map(({ code }) => code),
    code: finding?.code,
    message: finding?.message ?? '',
  }))
}

describe('a package', () => {
  test('has a part for each imported table, in the order in which they are taken', async () => {
    const { users, enrollments, ...rest } = GOOD
    expect(
      (await inspected(packageOf({ enrollments, users, ...rest }))).map(({ name, kind }) => [name, kind]),
    ).toEqual([
      ['manifest.csv', 'category'],
      ['orgs.csv', 'category'],
      ['academicSessions.csv', 'category'],
      ['courses.csv', 'category'],
      ['classes.csv', 'course'],
      ['users.csv', 'user'],
      ['enrollments.csv', 'enrolment'],
    ])
  })

  test('is refused in all its files without a manifest', async () => {
    const parts = await inspected(packageOf(GOOD).slice(1))
    expect(new Set(parts.map(({ code }) => code))).toEqual(new Set(['RB-1200']))
    expect(parts).toHaveLength(6)
  })

  test('is refused in all its files when a listed file is missing, which is named', async () => {
    const files = packageOf(GOOD).filter(({ name }) => name !== 'classes.csv')
    for (const { code, message } of await inspected(files)) {
      expect(code).toBe('RB-1205')
      expect(message).toContain('classes.csv')
    }
  })

  test('is refused by the file at fault, and its other files name that file', async () => {
    const headers = { ...HEADERS, users: HEADERS['users']!.replace(',username', '') }
    const parts = await inspected(packageOf(GOOD, { headers }))
    expect(parts).toHaveLength(7)
    for (const { name, code, message } of parts) {
      expect(code).toBe(name === 'users.csv' ? 'RB-1042' : 'RB-1209')
      expect(message).toContain('username')
      if (name !== 'users.csv') expect(message).toContain('users.csv')
    }
  })

  test.each([
    ['a quoted value that is never closed', 'd1,,,"Hill District,district,,', 'RB-1021'],
    ['bytes that are not UTF-8', Buffer.from('d1,,,Hill\xff,district,,\n', 'latin1'), 'RB-1003'],
  ])('is refused for %s', async (_, row, code) => {
    const header = Buffer.from(`${HEADERS['orgs']}\n`)
    const file = bytesFile(Buffer.concat([header, Buffer.from(row)]), undefined, 64, 'orgs.csv')
    const [manifest] = packageOf(ORGS)
    const parts = await inspected([manifest!, file])
    expect(parts.map((part) => part.code)).toEqual(['RB-1209', code])
  })

  test.each([
    ['a column twice', { orgs: `${HEADERS['orgs']},name` }, {}, 'RB-1208'],
    [
      'a delta without status',
      { orgs: 'sourcedId,dateLastModified,name,type' },
      { orgs: 'delta' },
      'RB-1042',
    ],
  ])('is refused for %s', async (_, headers, modes, code) => {
    const parts = await inspected(packageOf({ orgs: [] }, { headers, modes }))
    expect(parts.find(({ name }) => name === 'orgs.csv')?.code).toBe(code)
  })

  test('is refused when it has a file twice, in whatever folders', async () => {
    const [manifest, orgs] = packageOf(ORGS)
    const parts = await inspected([manifest!, orgs!, { ...orgs!, name: 'old/orgs.csv' }])
    expect(parts.map(({ code }) => code)).toEqual(['RB-1209', 'RB-1209', 'RB-1206'])
  })

  test('may lie in one folder of its archive', async () => {
    const files = packageOf(ORGS).map((file) => ({ ...file, name: `export/${file.name}` }))
    expect((await inspected(files)).map(({ code }) => code)).toEqual([undefined, undefined])
  })

  test('has no part for files that are absent or not imported, and its manifest says so', async () => {
    const files = packageOf(
      { ...ORGS, demographics: [] },
      { modes: { orgs: 'bulk' }, headers: { ...HEADERS, demographics: 'x' } },
    )
    const [users] = packageOf({ users: GOOD.users }).slice(1)
    const parts = await inspected([...files, users!, textFile('readme.txt', ['hello'])])
    expect(parts.map(({ name }) => name)).toEqual(['manifest.csv', 'orgs.csv'])
    expect(parts[0]?.warnings).toEqual(['RB-1221', 'RB-1220', 'RB-1222'])
  })

  test('may have its columns in any order, further ones, and lack those that may be empty', async () => {
    const headers = { ...HEADERS, orgs: 'type,name,metadata.region,sourcedId,colour' }
    const parts = await inspected(packageOf({ orgs: ['school,Hill,North,s1,red'] }, { headers }))
    expect(parts[1]).toMatchObject({ records: 1, warnings: ['RB-1045'] })
    const record = await onlyRecord(
      packageOf({ orgs: ['school,Hill,North,s1,red'] }, { headers }),
      'orgs.csv',
    )
    expect(record.action).toMatchObject({ idnumber: 's1', name: 'Hill' })
  })

  test('may begin its files with a byte order mark and end its lines with CR LF', async () => {
    const files = packageOf(ORGS)
    const crlf = files.map(({ name }, index) => {
      const lines =
        index === 0
          ? ['propertyName,value', 'oneroster.version,1.1', 'file.orgs,bulk']
          : [HEADERS['orgs']!, ...GOOD.orgs]
      return bytesFile(`\ufeff${lines.join('\r\n')}\r\n`, undefined, 7, name)
    })
    const records = (await readPackage(crlf)).get('orgs.csv')!
    expect(records.map(({ line, action }) => [line, action?.kind])).toEqual([
      [2, 'category'],
      [3, 'category'],
    ])
  })

  test('tells how many rows of a delta lack dateLastModified, and takes them', async () => {
    const rows = [
      's1,active,,Hill,school,,',
      's2,active,2024-01-01,Dale,school,,',
      's3,active,,Vale,school,,',
    ]
    const files = packageOf({ orgs: rows }, { modes: { orgs: 'delta' } })
    const [, orgs] = await onerosterCsv.inspectAll!(files, SETTINGS)
    expect(orgs?.inspection?.warnings).toMatchObject([{ code: 'RB-1224', value: '2' }])
    expect((await readPackage(files)).get('orgs.csv')!.every(({ action }) => action !== undefined)).toBe(true)
  })

  test('is refused for more rows than may be held', async () => {
    const [, orgs] = packageOf({ orgs: GOOD.orgs })
    const columns = columnsOf('1.1', 'orgs')!
    expect((await scanTable(orgs!, columns, 'bulk', 2)).records).toBe(2)
    expect(await refused(scanTable(orgs!, columns, 'bulk', 1))).toMatchObject({ code: 'RB-1211' })
  })

  test('is inspected one file at a time as a package of that file', async () => {
    const [manifest, orgs] = packageOf({ orgs: [] })
    await expect(onerosterCsv.inspect(orgs!, SETTINGS)).rejects.toMatchObject({
      finding: { code: 'RB-1200' },
    })
    await expect(onerosterCsv.inspect(manifest!, SETTINGS)).rejects.toMatchObject({
      finding: { code: 'RB-1205' },
    })
  })
})

describe('a manifest', () => {
  const manifest = (...lines: string[]) => inspected([textFile('manifest.csv', lines)])

  test.each([
    ['an unsupported version', ['oneroster.version,1.0'], 'RB-1202'],
    ['no version', ['file.orgs,absent'], 'RB-1203'],
    ['an unknown version of its own', ['manifest.version,2.0', 'oneroster.version,1.1'], 'RB-1202'],
    ['an unknown mode', ['oneroster.version,1.1', 'file.orgs,full'], 'RB-1202'],
    ['a mode in capitals', ['oneroster.version,1.1', 'file.orgs,Bulk'], 'RB-1202'],
    [
      'a property with two values',
      ['oneroster.version,1.1', 'file.orgs,absent', 'file.orgs,bulk'],
      'RB-1204',
    ],
    ['a property without a value', ['oneroster.version,1.1', 'file.orgs'], 'RB-1201'],
  ])('with %s refuses the package', async (_, lines, code) => {
    expect(await manifest('propertyName,value', ...lines)).toMatchObject([{ code }])
  })

  test('with more properties than any standard has refuses the package', async () => {
    const properties = Array.from({ length: 201 }, (_, i) => `x${i},y`)
    expect(await manifest('propertyName,value', ...properties)).toMatchObject([{ code: 'RB-1211' }])
  })

  test('without its columns refuses the package', async () => {
    expect(await manifest('name,value', 'oneroster.version,1.1')).toMatchObject([{ code: 'RB-1042' }])
    expect(await manifest()).toMatchObject([{ code: 'RB-1002' }])
  })

  test('takes a file that it leaves out as absent and notes what it does not know', async () => {
    const parts = await manifest(
      'value,propertyName',
      '1.1,oneroster.version',
      'x,source.systemName',
      'bulk,file.plans',
    )
    expect(parts).toMatchObject([{ code: undefined, warnings: ['RB-1223'], records: 0 }])
  })

  test('of 1.1 knows no roles, that of 1.2 does', async () => {
    expect(await manifest('propertyName,value', 'oneroster.version,1.1', 'file.roles,bulk')).toMatchObject([
      { warnings: ['RB-1223'] },
    ])
    expect(await manifest('propertyName,value', 'oneroster.version,1.2', 'file.roles,bulk')).toMatchObject([
      { code: 'RB-1205' },
    ])
  })
})
