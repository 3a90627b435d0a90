import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IdSet } from '../../../src/formats/ids/id-set.ts'

test('a set of ids has what was added, and nothing else', () => {
  const ids = fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.nat(300).map(String)), { maxLength: 400 })
  fc.assert(
    fc.property(ids, ids, (added, others) => {
      const set = new IdSet()
      const model = new Set<string>()
      for (const id of added) {
        expect(set.add(id)).toBe(!model.has(id))
        model.add(id)
      }
      expect(set.size).toBe(model.size)
      for (const id of [...added, ...others]) expect(set.has(id)).toBe(model.has(id))
    }),
    { numRuns: 60 },
  )
})

test('a set of ids that differ little keeps them apart while it grows', () => {
  const set = new IdSet()
  for (let i = 0; i < 60_000; i++) set.add(`user-${i}`)
  expect(set.size).toBe(60_000)
  expect(set.has('user-59999')).toBe(true)
  expect(set.has('user-60000')).toBe(false)
})
