import { describe, expect, test } from 'vitest'
import { dateInName } from '../../../src/formats/snapshot-csv/date-in-name.ts'
import { snapshotCsv } from '../../../src/formats/snapshot-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refused } from '../../support/refused.ts'
import { HEADER, readList } from './read-list.ts'

const ROW = 'u1,u1@example.org,Ann,One,1'

describe('a list is refused', () => {
  test.each([
    ['without anything in it', '', 'RB-1002', ''],
    ['without a required column', HEADER.replace('lastname,', ''), 'RB-1042', 'lastname'],
    ['with a required column twice', `${HEADER},UniqueID`, 'RB-1041', 'UniqueID'],
    ['with a further column twice', `${HEADER},team, TEAM`, 'RB-1041', 'TEAM'],
    ['with another separator than the feed says', HEADER.replaceAll(',', ';'), 'RB-1043', 'semicolon'],
    ['that ends inside a quoted value', `${HEADER}\n${ROW}\n"u2`, 'RB-1021', 'line 3'],
    ['with a quoting mistake in its header', `${HEADER},"a"b`, 'RB-1044', '6'],
  ])('%s', async (_, content, code, told) => {
    const found = await refused(readList(content))
    expect(found.code).toBe(code)
    expect(found.message).toContain(told)
  })

  test('when its first line is a row of values, which are not repeated', async () => {
    const found = await refused(readList('bob,bob@example.org,Bob,Two,77\n'))
    expect(found.code).toBe('RB-1052')
    expect(found.message).not.toContain('bob')
    expect(found.message).toContain('uniqueid')
  })

  test('without rows, unless missing users are kept', async () => {
    for (const missingUsers of ['suspend', 'delete']) {
      expect((await refused(readList(`${HEADER}\n\n`, { missingUsers }))).code).toBe('RB-1280')
    }
    expect((await readList(`${HEADER}\n`)).inspection.records).toBe(0)
  })

  test('alone: the others of its arrival are taken', async () => {
    const files = [
      bytesFile('', undefined, 9, 'a.csv'),
      bytesFile(`${HEADER}\n${ROW}`, undefined, 9, 'b.csv'),
    ]
    const parts = await snapshotCsv.inspectAll!(files, snapshotCsv.settings({}))
    expect(parts.map(({ file, finding }) => [file, finding?.code])).toEqual([
      [0, 'RB-1002'],
      [1, undefined],
    ])
  })
})

describe('the header', () => {
  test('tells of columns without a name, and passes over those of rejects', async () => {
    const { inspection } = await readList(`${HEADER},,team,Rollbook_Line,\n`)
    expect(inspection.warnings.map(({ code, message }) => [code, message.slice(0, 9)])).toEqual([
      ['RB-1282', 'Column 6 '],
      ['RB-1282', 'Column 9 '],
    ])
    expect(inspection.profileColumns).toEqual(['team'])
  })

  test('may have one column for the user name and the id', async () => {
    const { records } = await readList('username,email,firstname,lastname\nAnn,a@example.org,Ann,One', {
      matchField: 'username',
    })
    expect(records[0]?.action).toMatchObject({ by: { value: 'Ann' }, values: { username: 'ann' } })
  })
})

describe('lists of one arrival', () => {
  test('are taken in the order of the days in their names, those without a day first', async () => {
    const names = ['b/UserUpload20240201.csv', 'staff.csv', 'UserUpload20231231.csv', 'x20241399.csv']
    const files = names.map((name) => bytesFile(`${HEADER}\n${ROW}`, undefined, 99, name))
    const parts = await snapshotCsv.inspectAll!(files, snapshotCsv.settings({}))
    expect(parts.map(({ file }) => names[file])).toEqual([names[1], names[3], names[2], names[0]])
  })

  test.each([
    ['UserUpload20240131.csv', '20240131'],
    ['20230101/UserUpload20240229.csv', '20240229'],
    ['UserUpload20230229.csv', null],
    ['UserUpload202401310.csv', null],
    ['users.csv', null],
  ])('have the day of their name: %s', (name, day) => {
    expect(dateInName(name)).toBe(day)
  })
})

describe('removals', () => {
  const asked = async (content: string, raw: object) => {
    const settings = snapshotCsv.settings(raw)
    return snapshotCsv.removals!((await readList(content, raw)).inspection, settings)
  }

  test('follow the settings', async () => {
    const raw = { missingUsers: 'delete', removalThresholdCount: 7, onThreshold: 'skipRemovals' }
    expect(await asked(`${HEADER}\n${ROW}`, raw)).toEqual({
      how: 'delete',
      limits: { percent: 20, count: 7, minPopulation: 100 },
      onThreshold: 'skipRemovals',
    })
    expect(await asked(`${HEADER}\n${ROW}`, {})).toBeNull()
  })

  test('there are none where no row of the right shape has an id', async () => {
    const rows = [
      'u1,u1@example.org,Ann,One,',
      'u2,u2@example.org,Bob,2',
      `${ROW},more`,
      '"u"1,a@b.example,A,B,3',
    ]
    expect(await asked([HEADER, ...rows].join('\n'), { missingUsers: 'suspend' })).toBeNull()
  })
})
