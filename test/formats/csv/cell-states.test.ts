import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { cellSettings, isEraseToken, isErasing } from '../../../src/formats/csv/cell-states.ts'
import { FORMATS } from '../../../src/formats/registry.ts'

const schema = z.strictObject(cellSettings('leave'))

describe('a cell', () => {
  test.each([
    ['', 'leave', '', false],
    ['', 'erase', '', true],
    ['', 'leave', '#', false],
    ['#', 'leave', '#', true],
    ['#', 'erase', '', false],
    ['# ', 'leave', '#', false],
    ['value', 'erase', '#', false],
  ] as const)(
    'of "%s" with empty cells that %s and the token "%s" erases: %s',
    (cell, emptyCells, eraseToken, erases) => {
      expect(isErasing(cell, { emptyCells, eraseToken })).toBe(erases)
    },
  )

  test('that is empty is never the token', () => {
    expect(isEraseToken('', { eraseToken: '' })).toBe(false)
  })
})

describe('the settings of cells', () => {
  test('leave what empty cells do as it was, and set no token', () => {
    expect(schema.parse({})).toEqual({ emptyCells: 'leave', eraseToken: '' })
  })

  test('refuse a token that no cell can hold, since values are trimmed', () => {
    expect(schema.safeParse({ eraseToken: ' #' }).success).toBe(false)
  })

  test.each([
    ['datahub-csv', 'leave'],
    ['moodle-upload-users', 'erase'],
    ['moodle-upload-courses', 'leave'],
    ['oneroster-csv', 'leave'],
    ['snapshot-csv', undefined],
  ])('are there for %s, where empty cells %s', (name, emptyCells) => {
    const settings = FORMATS.find((format) => format.name === name)?.settings({ eraseToken: '#' })
    expect(settings).toMatchObject({ eraseToken: '#', ...(emptyCells !== undefined && { emptyCells }) })
  })
})
