import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeCsvFile } from '../../bench/input/csv-file.ts'
import { COURSES_PER_USER, courseRow, enrolmentRow } from '../../bench/input/enrolments.ts'
import { USER_HEADER, userRow } from '../../bench/input/users.ts'
import { writeUsers } from '../../bench/users.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROWS = 20_000

describe('the input of the benchmarks', () => {
  test('has people who share no user name, password, address or id number', () => {
    const people = Array.from({ length: ROWS }, (_, index) => userRow(index, false))
    for (const column of ['username', 'password', 'email', 'idnumber']) {
      const at = USER_HEADER.indexOf(column)
      expect(new Set(people.map((row) => row[at])).size, column).toBe(ROWS)
    }
  })

  test('names each person once in a course that is there', () => {
    const courses = 40
    const enrolments = Array.from({ length: ROWS }, (_, index) => enrolmentRow(index, false, { courses }))
    expect(new Set(enrolments.map((row) => `${row[1]} ${row[3]}`)).size).toBe(ROWS)
    const shortnames = new Set(Array.from({ length: courses }, (_, index) => courseRow(index)[1]))
    expect(new Set(enrolments.map((row) => row[3]))).toEqual(shortnames)
    expect(new Set(enrolments.slice(0, COURSES_PER_USER).map((row) => row[1])).size).toBe(1)
  })

  test('differs on the last day in every hundredth row', async () => {
    await using folder = await temporaryFolder()
    const lines = async (changed: boolean) => {
      const path = join(folder.path, `${changed}.csv`)
      await writeUsers(path, 5000, changed)
      return (await readFile(path, 'utf8')).trimEnd().split('\n')
    }
    const before = await lines(false)
    const after = await lines(true)
    const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index - 1]))
    expect(changed).toEqual(Array.from({ length: 50 }, (_, index) => index * 100))
  })

  test('is written whole, whatever its size', async () => {
    await using folder = await temporaryFolder()
    for (const rows of [0, 1, 1999, 2000, 2001]) {
      const path = join(folder.path, 'numbers.csv')
      await writeCsvFile(path, ['number'], rows, (index) => [String(index)])
      const numbers = Array.from({ length: rows }, (_, index) => `${index}\n`)
      expect(await readFile(path, 'utf8')).toBe(`number\n${numbers.join('')}`)
    }
  })
})
