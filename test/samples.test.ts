import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSamples } from '../scripts/make-samples.ts'
import { readPlainCsv } from './support/plain-csv.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')
const LARGEST_TOTAL = 2_100_000

type Row = Record<string, string>

let fresh: string
beforeAll(() => {
  fresh = mkdtempSync(join(tmpdir(), 'rollbook-samples-'))
  makeSamples(fresh)
})
afterAll(() => rmSync(fresh, { recursive: true }))

describe('the samples', () => {
  test('are what the program makes, byte for byte', () => {
    expect(filesOf(SAMPLES)).toEqual(filesOf(fresh))
    for (const file of filesOf(SAMPLES)) {
      expect(readFileSync(join(SAMPLES, file)).equals(readFileSync(join(fresh, file))), file).toBe(true)
    }
  })

  test('stay small enough to be kept in the repository', () => {
    const sizes = filesOf(SAMPLES).map((file) => statSync(join(SAMPLES, file)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST_TOTAL)
  })
})

describe('the first day', () => {
  const users = rows('day-1/user.csv')
  const courses = rows('day-1/course.csv')
  const enrolments = rows('day-1/enroll.csv')

  test('has 2,000 people, 120 courses and 8,000 enrolments, all to be created', () => {
    expect([users.length, courses.length, enrolments.length]).toEqual([2000, 120, 8000])
    expect(new Set([...users, ...courses, ...enrolments].map((row) => row['action']))).toEqual(
      new Set(['create']),
    )
  })

  test('gives every person a user name, address and id number of their own', () => {
    for (const field of ['username', 'email', 'idnumber'])
      expect(new Set(column(users, field)).size).toBe(2000)
  })

  test('has every required value, and none beyond its limit', () => {
    expect(
      users.filter((row) => ['password', 'firstname', 'lastname', 'city'].some((f) => row[f] === '')),
    ).toEqual([])
    expect(courses.filter((row) => ['fullname', 'category'].some((f) => row[f] === ''))).toEqual([])
    const limits = { username: 100, idnumber: 255, institution: 40, department: 30, city: 120 }
    for (const [field, limit] of Object.entries(limits)) {
      expect(Math.max(...column(users, field).map((value) => [...value].length))).toBeLessThanOrEqual(limit)
    }
  })

  test('has passwords that the default policy takes', () => {
    const chosen = column(users, 'password').filter((password) => password !== 'changeme')
    expect(chosen.length).toBeGreaterThan(5)
    for (const password of chosen)
      expect(password).toMatch(/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[^\dA-Za-z]).{8,}$/)
  })

  test('enrols only people who are there, in courses that are there, each once', () => {
    const people = new Set([...column(users, 'username'), ...column(users, 'idnumber')])
    const shortnames = new Set(column(courses, 'shortname'))
    for (const row of enrolments) {
      expect(people).toContain(row['username'] || row['idnumber'])
      if (row['context'] === 'course') expect(shortnames).toContain(row['instance'])
      if (row['context'] === 'user') expect(people).toContain(row['instance'])
    }
    const keys = enrolments.map((row) =>
      [row['username'], row['idnumber'], row['instance'], row['role']].join('|'),
    )
    expect(new Set(keys).size).toBe(8000)
  })

  test('uses every context, groups with groupings, leading zeros, other scripts and values with line breaks', () => {
    expect(new Set(column(enrolments, 'context'))).toEqual(new Set(['system', 'coursecat', 'user', 'course']))
    expect(enrolments.filter((row) => row['group'] !== '' && row['grouping'] !== '').length).toBeGreaterThan(
      1000,
    )
    expect(column(users, 'idnumber').every((value) => value.startsWith('0'))).toBe(true)
    for (const script of ['Greek', 'Cyrillic', 'Arabic', 'Hebrew', 'Han', 'Hangul', 'Devanagari', 'Thai']) {
      expect(
        column(users, 'lastname').some((value) => new RegExp(`\\p{Script=${script}}`, 'u').test(value)),
      ).toBe(true)
    }
    expect(column(users, 'description').some((value) => value.includes('\n'))).toBe(true)
  })
})

describe('the second day', () => {
  const before = rows('day-1/user.csv')
  const now = rows('day-2/user.csv')

  test('repeats the first but for changes: 40 people changed, 20 left, 25 came', () => {
    const mistaken = mistakesOf('user.csv').map(({ line }) => line)
    const good = now.filter((row) => !mistaken.includes(Number(row['line'])))
    const known = new Set(column(before, 'username'))
    expect(good.filter((row) => row['action'] === 'update')).toHaveLength(40)
    expect(good.filter((row) => row['action'] === 'delete')).toHaveLength(20)
    expect(good.filter((row) => row['action'] === 'create' && !known.has(row['username']!))).toHaveLength(25)
    expect(new Set(column(now, 'username')).size).toBe(now.length)
    expect(good.length).toBe(2023)
  })

  test('sends nothing about people and courses that are gone, except the rows that are mistakes', () => {
    const leavers = new Set(
      column(
        now.filter((row) => row['action'] === 'delete'),
        'username',
      ),
    )
    const gone = new Set(['MUS503', 'ELE503'])
    const about = rows('day-2/enroll.csv').filter(
      (row) => leavers.has(row['username']!) || leavers.has(row['instance']!) || gone.has(row['instance']!),
    )
    const lines = mistakesOf('enroll.csv').map(({ line }) => line)
    expect(about).toHaveLength(1)
    expect(lines).toContain(Number(about[0]?.['line']))
  })

  test('has each mistake of the README on the line that it names, and no two alike', () => {
    const mistakes = ['user.csv', 'course.csv', 'enroll.csv'].flatMap(mistakesOf)
    expect(mistakes).toHaveLength(38)
    const told = mistakes.map(({ file, code, field, about }) => [file, code, field, about].join(' '))
    expect(new Set(told).size).toBe(38)
    expect(at('user.csv', 'UK is no ISO code')?.['country']).toBe('UK')
    expect(at('course.csv', 'ambiguous')?.['category']).toBe('Undergraduate')
    expect(at('enroll.csv', 'neither active nor suspended')?.['status']).toBe('inactive')
  })

  test('counts in the README what is in the files', () => {
    for (const file of ['day-1/user.csv', 'day-2/course.csv', 'day-2/enroll.csv', 'spreadsheet/enroll.csv']) {
      expect(readme(), file).toMatch(new RegExp(`\\| \`${file}\` \\| ${rows(file).length} \\|`))
    }
    expect(readme()).toMatch(/\| `day-2\/user\.csv` \| 2039 \| 1963 \| 40 \| 20 \| 1938 \| 16 \|/)
  })
})

describe('the spreadsheet files', () => {
  test('are what the second day says, where Windows-1252 can write it', () => {
    const decoded = new TextDecoder('windows-1252').decode(
      readFileSync(join(SAMPLES, 'spreadsheet/user.csv')),
    )
    expect(decoded.split('\r\n')[0]).toContain('action;username;password')
    const saved = records(decoded, ';')
    const original = new Map(rows('day-2/user.csv').map((row) => [JSON.stringify({ ...row, line: '' }), row]))
    expect(saved.length).toBeGreaterThan(1400)
    for (const row of saved)
      expect(original.has(JSON.stringify({ ...row, line: '' })), row['username']).toBe(true)
  })

  test('begin with a byte order mark where they are UTF-8', () => {
    const bytes = readFileSync(join(SAMPLES, 'spreadsheet/enroll.csv'))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(rows('spreadsheet/enroll.csv')).toEqual(rows('day-2/enroll.csv'))
  })
})

function rows(file: string): Row[] {
  return records(readFileSync(join(SAMPLES, file), 'utf8').replace('\ufeff', ''), ',')
}

/** The records that are proper CSV; `line` is the line on which each starts. */
function records(text: string, separator: string): Row[] {
  return readPlainCsv(text, separator).map(({ line, cells }) => ({ ...cells, line: String(line) }))
}

function column(table: readonly Row[], name: string): string[] {
  return table.map((row) => row[name]!)
}

function at(file: string, about: string): Row | undefined {
  const line = mistakesOf(file).find((mistake) => mistake.about.includes(about))?.line
  return rows(`day-2/${file}`).find((row) => row['line'] === String(line))
}

function mistakesOf(file: string) {
  const rows = readme().matchAll(/^\| `(\w+\.csv)` \| (\d+) \| \d* \| (RB-\d{4}) \| (\S*) \| (.+) \|$/gm)
  return [...rows]
    .map(([, name, line, code, field, about]) => ({
      file: name!,
      line: Number(line),
      code,
      field,
      about: about!,
    }))
    .filter((mistake) => mistake.file === file)
}

function readme(): string {
  return readFileSync(join(SAMPLES, 'README.md'), 'utf8')
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
