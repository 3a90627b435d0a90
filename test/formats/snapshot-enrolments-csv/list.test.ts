import { describe, expect, test } from 'vitest'
import { SEPARATOR } from '../../../src/domain/record-key.ts'
import { snapshotEnrolmentsCsv } from '../../../src/formats/snapshot-enrolments-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refused } from '../../support/refused.ts'
import { readList } from './read-list.ts'

const HEADER = 'uniqueid,course,role,begin,end,group'

describe('a list is refused', () => {
  test.each([
    ['without anything in it', '', 'RB-1002', ''],
    ['without a required column', 'uniqueid,role', 'RB-1042', 'course'],
    ['with a column twice', 'uniqueid,course,Course', 'RB-1041', 'Course'],
    ['with another separator than the feed says', 'uniqueid;course', 'RB-1043', 'semicolon'],
    ['that ends inside a quoted value', `${HEADER}\n1,"B`, 'RB-1021', 'line 2'],
    ['with a quoting mistake in its header', 'uniqueid,"course"x', 'RB-1044', '2'],
    ['whose first line is a row of values', '77,BIO', 'RB-1052', 'uniqueid'],
  ])('%s', async (_, content, code, told) => {
    const found = await refused(readList(content))
    expect(found.code).toBe(code)
    expect(found.message).toContain(told)
    expect(found.message).not.toContain('77')
  })

  test('without rows, unless missing enrolments are kept', async () => {
    const found = await refused(readList(`${HEADER}\n`, { missingEnrolments: 'unenrol' }))
    expect(found).toMatchObject({ code: 'RB-1280' })
    expect(found.message).toContain('missingEnrolments')
    expect((await readList(`${HEADER}\n`)).inspection.records).toBe(0)
  })

  test('when it was sent as a file of users', async () => {
    const file = { ...bytesFile(`${HEADER}\n1,B,,,,`), kind: 'user' } as const
    expect((await refused(readList(file))).code).toBe('RB-1303')
  })
})

describe('a row', () => {
  const row = async (cells: string, raw: object = {}, header = HEADER) =>
    (await readList(`${header}\n${cells}\n`, raw)).records[0]!

  test('asks for an enrolment with all that its cells say', async () => {
    const { action, key, line } = await row('0101, BIO ,Teacher,2024-09-01,1 July 2025 08:30,Lab')
    expect(action).toEqual({
      kind: 'enrolment',
      verb: 'enrol',
      person: { field: 'idnumber', value: '0101' },
      course: { field: 'idnumber', value: 'BIO' },
      method: 'snapshot',
      role: 'teacher',
      status: 'active',
      start: '2024-09-01',
      end: '2025-07-01T08:30:00',
      group: { name: 'Lab', create: true },
    })
    expect([key, line]).toEqual([['i:0101', 'courseid', 'BIO', 'teacher'].join(SEPARATOR), 2])
  })

  test('says nothing of what its header lacks, nor with an empty cell', async () => {
    const bare = (await row('1,B', {}, 'uniqueid,course')).action
    expect(Object.keys(bare!)).toEqual(['kind', 'verb', 'person', 'course', 'method', 'role', 'status'])
    expect((await row('1,B,,,,')).action).toEqual(bare)
    expect((await row('1,B,,,,', { reactivateReturning: false })).action).not.toHaveProperty('status')
    expect((await row('1,B,,,,', { emptyFields: 'erase' })).action).toMatchObject({ start: null, end: null })
    expect((await row('1,B,,-,,', { eraseToken: '-' })).action).toMatchObject({ start: null })
  })

  test.each([
    [',B,,,,', 'RB-2001', 'uniqueid'],
    ['1,,,,,', 'RB-2001', 'course'],
    ['1,B,,soon,,', 'RB-2011', 'begin'],
    ['1,B,,,32/13/2024,', 'RB-2011', 'end'],
    ['1,B,-,,,', 'RB-2019', 'role'],
    ['1,-,,,,', 'RB-2019', 'course'],
    ['1,B,,,,-', 'RB-2019', 'group'],
    ['1,B', 'RB-1024', undefined],
    ['1,B,,,,,', 'RB-1025', undefined],
  ])('%j is refused', async (cells, code, field) => {
    const { finding, action } = await row(cells, { eraseToken: '-' })
    expect([finding?.code, finding?.field, action]).toEqual([code, field, undefined])
  })

  test('that is refused names its enrolment all the same, so that it is not missing', async () => {
    expect((await row('1,B,Tutor,soon,,')).present).toBe(['i:1', 'courseid', 'B', 'tutor'].join(SEPARATOR))
    expect(await row(',B,,,,')).not.toHaveProperty('present')
    expect(await row('1,B')).not.toHaveProperty('present')
  })
})

describe('what a list lacks', () => {
  const removals = async (rows: string, raw: object) => {
    const { inspection } = await readList(`uniqueid,course\n${rows}`, raw)
    const found = snapshotEnrolmentsCsv.removals!(inspection, snapshotEnrolmentsCsv.settings(raw))
    return { found, warnings: inspection.warnings.map(({ code }) => code) }
  }

  test('ends as the feed says, within its scope', async () => {
    const all = await removals('1,B\n', { missingEnrolments: 'suspend' })
    expect(all.found).toMatchObject({ how: 'suspend', limits: { percent: 20, minPopulation: 100 } })
    expect(all.found).not.toHaveProperty('inListedCourses')
    const some = await removals('1,B\n', { missingEnrolments: 'unenrol', missingScope: 'courses' })
    expect(some.found).toMatchObject({ how: 'unenrol', inListedCourses: true })
  })

  test('stays by default, where nobody is named, and where a row does not fit the header', async () => {
    expect((await removals('1,B\n', {})).found).toBeNull()
    expect((await removals(',B\n1,\n', { missingEnrolments: 'unenrol' })).found).toBeNull()
    expect(await removals('1,B\n2\n', { missingEnrolments: 'unenrol' })).toEqual({
      found: null,
      warnings: ['RB-1283'],
    })
    expect((await removals('1,B\n2\n', {})).warnings).toEqual([])
  })
})

test('columns that are not known are passed over with a warning, those of rejects without', async () => {
  const { inspection } = await readList('uniqueid,course,shoe,rollbook_line,\n1,B,9,2,\n')
  expect(inspection.warnings.map(({ code, field }) => [code, field])).toEqual([['RB-1045', 'shoe']])
})

test('lists of one arrival are taken in the order of the days in their names', async () => {
  const names = ['EnrolmentUpload20240201.csv', 'EnrolmentUpload20240131.csv', 'e.csv']
  const files = names.map((name) => bytesFile('uniqueid,course\n1,B\n', undefined, 99, name))
  const parts = await snapshotEnrolmentsCsv.inspectAll!(files, snapshotEnrolmentsCsv.settings({}))
  expect(parts.map(({ file }) => file)).toEqual([2, 1, 0])
})
