import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BatchSizes } from '../../../src/transport/moodle-ws/write/batch-sizes.ts'
import type { WriteFunction } from '../../../src/transport/moodle-ws/write/functions.ts'
import { extentOf, type Item, makeItem } from '../../../src/transport/moodle-ws/write/item.ts'
import { Pending } from '../../../src/transport/moodle-ws/write/pending.ts'

const FN: WriteFunction = { list: 'users', size: 4, answer: 'nothing' }
const WARNING_FN: WriteFunction = { list: 'users', size: 4, answer: 'warnings' }

function sizes(variables = 900, bodyBytes = 10_000): BatchSizes {
  return new BatchSizes({ variables, bodyBytes })
}

function item(index: number, keys: readonly string[], value = { id: index }, fn = FN): Item {
  return makeItem(fn, index, value, keys)
}

function indexes(batch: readonly Item[]): number[] {
  return batch.map(({ index }) => index)
}

describe('the records that wait', () => {
  test('are taken in batches of the size of their function', () => {
    const pending = new Pending(
      'f',
      FN,
      sizes(),
      Array.from({ length: 9 }, (_, i) => item(i, [`u${i}`])),
    )
    expect([1, 2, 3, 4].map(() => indexes(pending.take()))).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8], []])
  })

  test('are taken as fields and bytes allow, and one at least', () => {
    const items = [0, 1, 2].map((i) => item(i, [`u${i}`]))
    expect(new Pending('f', FN, sizes(6), items).take()).toHaveLength(2)
    expect(new Pending('f', FN, sizes(900, items[0]!.bytes * 2), items).take()).toHaveLength(2)
    expect(new Pending('f', FN, sizes(1, 1), items).take()).toHaveLength(1)
  })

  test('that share their first key travel together', () => {
    const courses = [1, 2, 3, 1, 2, 3, 1, 2]
    const pending = new Pending(
      'f',
      FN,
      sizes(),
      courses.map((course, i) => item(i, [`c${course}`, `u${i}`])),
    )
    expect(indexes(pending.take())).toEqual([0, 3, 6, 1])
  })

  test('wait for a key that a batch under way holds', () => {
    const pending = new Pending('f', FN, sizes(), [
      ...[0, 1, 2, 3].map((i) => item(i, ['c1', `u${i}`])),
      item(4, ['c2', 'u1']),
      item(5, ['c3', 'u9']),
    ])
    const first = pending.take()
    expect(indexes(first)).toEqual([0, 1, 2, 3])
    const second = pending.take()
    expect(indexes(second)).toEqual([5])
    expect(pending.take()).toEqual([])
    pending.release(first)
    expect(indexes(pending.take())).toEqual([4])
  })

  test('that warnings name by their id are never two of one id in a batch', () => {
    const items = [7, 7, 8].map((id, i) => item(i, [`u${id}`], { id }, WARNING_FN))
    const pending = new Pending('f', WARNING_FN, sizes(), items)
    const first = pending.take()
    expect(indexes(first)).toEqual([0, 2])
    pending.release(first)
    expect(indexes(pending.take())).toEqual([1])
  })

  test('are all taken once, in order for each first key, without a key held twice', () => {
    const key = fc.integer({ min: 0, max: 5 })
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key), { maxLength: 60 }), fc.array(fc.nat(3)), (pairs, releases) => {
        const items = pairs.map(([a, b], i) => item(i, [`a${a}`, `b${b}`]))
        const pending = new Pending('f', FN, sizes(), items)
        const underWay: Item[][] = []
        const taken: Item[] = []
        for (let turn = 0; ; turn++) {
          const batch = pending.take()
          if (batch.length === 0 && underWay.length === 0) break
          if (batch.length > 0) {
            const held = new Set(underWay.flat().flatMap(({ keys }) => keys))
            expect(batch.flatMap(({ keys }) => keys).filter((name) => held.has(name))).toEqual([])
            underWay.push(batch)
            taken.push(...batch)
          }
          if (batch.length === 0 || releases[turn % (releases.length || 1)] === 0) {
            pending.release(
              underWay.splice((releases[turn % (releases.length || 1)] ?? 0) % underWay.length, 1)[0]!,
            )
          }
        }
        expect(indexes(taken).sort((a, b) => a - b)).toEqual(items.map((_, i) => i))
        for (const { keys } of items) {
          const order = taken.filter((one) => one.keys[0] === keys[0]).map(({ index }) => index)
          expect(order).toEqual([...order].sort((a, b) => a - b))
        }
      }),
    )
  })
})

describe('the sizes of batches', () => {
  test('only ever shrink', () => {
    const known = sizes(104)
    expect(known.fits({ fields: 100, bytes: 1 })).toBe(true)
    expect(known.fits({ fields: 101, bytes: 1 })).toBe(false)
    known.noMoreFields(40)
    known.noMoreFields(60)
    expect(known.variables).toBe(44)
    known.tooManyBytes(8000)
    expect(known.fits({ fields: 1, bytes: 4001 })).toBe(false)
  })

  test('shrink to a quarter of the first, however often a call is too slow', () => {
    const known = sizes()
    const seen = [50, 25, 13, 13].map((records) => {
      known.tooSlow('f', 50, records)
      return known.records('f', 50)
    })
    expect(seen).toEqual([25, 13, 13, 13])
    expect(known.records('g', 50)).toBe(50)
  })

  test('count what a record takes up', () => {
    const one = item(9999, [], { id: 7, customfields: [{ type: 'a', value: 'ö' }] } as never)
    expect(extentOf([one, one]).fields).toBe(6)
    const sent =
      'users%5B9999%5D%5Bid%5D=7&users%5B9999%5D%5Bcustomfields%5D%5B0%5D%5Btype%5D=a&users%5B9999%5D%5Bcustomfields%5D%5B0%5D%5Bvalue%5D=%C3%B6&'
    expect(one.bytes).toBeGreaterThanOrEqual(sent.length)
    expect(one.bytes).toBeLessThanOrEqual(sent.length + 6)
  })
})
