import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileKind } from '../../src/domain/action.ts'
import { zip } from '../support/zip.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { BEFORE_MUTANTS } from './mutant-bases.ts'
import { type TestHub, testHub } from './test-hub.ts'
import { importInto } from './trial.ts'

const MEGABYTE = 1024 ** 2
const GOOD =
  'action,username,password,firstname,lastname,email,city\ncreate,asmith,Passw0rd!x,A,S,a@example.org,Ely\n'

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

describe('an odd archive, imported', () => {
  const cut = gzipSync(GOOD.repeat(50)).subarray(0, -20)
  const bomb = zip([{ name: 'user.csv', content: Buffer.alloc(32 * MEGABYTE) }])
  test.each<[what: string, name: string, content: Uint8Array, code: string]>([
    ['with a path outside of it', 'a.zip', zip([{ name: '../user.csv', content: GOOD }]), 'RB-1081'],
    ['that is encrypted', 'a.zip', zip([{ name: 'user.csv', content: GOOD, flags: 1 }]), 'RB-1082'],
    [
      'with a link in it',
      'a.zip',
      zip([{ name: 'user.csv', content: '/etc/passwd', mode: 0o120777 }]),
      'RB-1083',
    ],
    [
      'in an archive',
      'a.zip',
      zip([{ name: 'user.zip', content: zip([{ name: 'user.csv', content: GOOD }]) }]),
      'RB-1084',
    ],
    ['that is a bomb', 'a.zip', bomb, 'RB-1087'],
    ['with nothing in it', 'a.zip', zip([]), 'RB-1090'],
    ['that is cut', 'user.csv.gz', cut, 'RB-1080'],
  ])('%s, is refused as a whole and changes nothing', async (_, name, content, code) => {
    const { before, result, after } = await importInto(home, BEFORE_MUTANTS, [
      { name, content, kind: 'user' },
    ])
    expect(result).toMatchObject({ state: 'failed', finding: { code: 'RB-5011' }, log: [] })
    expect(result.files).toMatchObject([{ state: 'refused', finding: { code } }])
    expect(after).toEqual(before)
  })

  test('of a good and a bad file, has the good one imported and the bad one refused', async () => {
    const content = zip([
      { name: 'course.csv', content: 'no,header\n' },
      { name: 'user.csv', content: GOOD },
    ])
    const { result, changedLines } = await importInto(home, [], [{ name: 'a.zip', content }])
    expect(result.state).toBe('succeeded')
    expect(result.files).toMatchObject([
      { state: 'done', records: 1 },
      { state: 'refused', records: 0, finding: { code: expect.stringMatching(/^RB-1/) } },
    ])
    expect(changedLines).toEqual([2])
  })
})

describe('an enormous file, imported', () => {
  test.each<[what: string, content: string, code: string]>([
    ['a line of 100 MB', `action,username\nupdate,${'x'.repeat(100 * MEGABYTE)}`, 'RB-1022'],
    ['a quoted value of 100 MB', `action,username\nupdate,"${'x\n'.repeat(50 * MEGABYTE)}"`, 'RB-1029'],
    ['a million columns', `${'c,'.repeat(1_000_000)}c\n`, 'RB-1022'],
    ['a thousand and one columns', `${'c,'.repeat(1_000)}c\n`, 'RB-1023'],
  ])('of %s, is refused as a whole and changes nothing', async (_, content, code) => {
    const { before, result, after } = await importInto(home, [], [{ name: 'big.csv', content, kind: 'user' }])
    expect(result).toMatchObject({ state: 'failed', log: [] })
    expect(result.files).toMatchObject([{ state: 'refused', finding: { code } }])
    expect(after).toEqual(before)
  })
})

/** Beyond what an index entry holds (2.7 kB when it cannot be compressed), and beyond any limit of a field. */
const LENGTHS = [3_000, 300_000]

const NEW_USER = {
  ...{ username: 'new', password: 'Passw0rd!x', firstname: 'A', lastname: 'B', email: 'new@example.org' },
  ...{ city: 'Ely', country: 'GB', idnumber: '', auth: '', maildigest: '', autosubscribe: '', timezone: '' },
  ...{ theme: '', lang: '', description: '', institution: '', department: '', suspended: '' },
}
const NEW_COURSE = {
  ...{
    shortname: 'NEW',
    fullname: 'New',
    category: 'Arts',
    idnumber: '',
    summary: '',
    format: '',
    numsections: '',
  },
  ...{
    startdate: '',
    newsitems: '',
    showgrades: '',
    visible: '',
    maxbytes: '',
    lang: '',
    theme: '',
    guest: '',
  },
}
const NEW_ENROLMENT = {
  ...{ username: 'ppeter', email: '', idnumber: '', context: 'course', instance: 'BIO1', role: 'student' },
  ...{ group: 'G', grouping: '', enrolmenttime: '', completetime: '', status: '' },
}

describe('a very long value, imported', () => {
  test.each<[FileKind, row: Readonly<Record<string, string>>, unlimited: string[]]>([
    ['user', NEW_USER, ['description']],
    ['course', NEW_COURSE, ['summary']],
    ['enrolment', NEW_ENROLMENT, []],
  ])('in any column of a %s file, is taken or refused by its row', async (kind, row, unlimited) => {
    const columns = Object.keys(row)
    for (const length of LENGTHS) {
      const content = withLongCells(row, noise(length))
      const settings = { createOrUpdate: true, createGroupsAndGroupings: true }
      const { result } = await importInto(
        home,
        BEFORE_MUTANTS,
        [{ name: 'long.csv', content, kind }],
        settings,
      )
      expect(result).toMatchObject({
        state: 'succeeded',
        files: [{ records: columns.length * VERBS.length }],
      })
      const creates = result.log.slice(0, columns.length)
      const fields = creates.map(({ outcome, field }) => (outcome === 'rejected' ? field : 'taken'))
      expect(fields).toEqual(columns.map((column) => (unlimited.includes(column) ? 'taken' : column)))
    }
  })
})

test('odd files lose no record, and leave nothing that refers to nothing', async () => {
  expect(await home.hub.store.asHouse(unbalancedFiles)).toEqual([])
  expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
})

const VERBS = ['create', 'update', 'delete']

/** For each verb and column a row with a long value there and good ones elsewhere. */
function withLongCells(row: Readonly<Record<string, string>>, long: string): string {
  const columns = Object.keys(row)
  const rows = VERBS.flatMap((verb) =>
    columns.map((longOne) =>
      [verb, ...columns.map((column) => (column === longOne ? long : row[column]))].join(','),
    ),
  )
  return [`action,${columns}`, ...rows, ''].join('\n')
}

/** Text that does not compress. */
function noise(length: number): string {
  return createHash('shake256', { outputLength: length / 2 })
    .update('noise')
    .digest('hex')
}
