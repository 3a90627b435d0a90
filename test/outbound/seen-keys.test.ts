import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PackedRow, RowPacker } from '../../src/outbound/packed-row.ts'
import { SeenKeys } from '../../src/outbound/seen-keys.ts'
import { candidateOf } from './candidate-of.ts'

function rowsOf(keys: readonly number[]): PackedRow[] {
  return new RowPacker().pack(keys.map((key) => candidateOf({ key: `key ${key}`, content: '', facts: '' })))
}

test('a key that comes again is told, however many there are and were expected', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 300 }), fc.nat(400), (keys, expected) => {
      const seen = new SeenKeys(expected)
      const met = rowsOf(keys).map((row) => seen.meet(row))
      for (const [at, key] of keys.entries()) if (keys.indexOf(key) < at) expect(met[at]).toBe(true)
    }),
  )
})

test.each([1, 1_000, 30_000])('of %i keys that come once none is told', (count) => {
  const seen = new SeenKeys(count)
  const rows = rowsOf(Array.from({ length: count }, (_, key) => key))
  expect(rows.filter((row) => seen.meet(row))).toEqual([])
})
