import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '../../src/outbound/datasets/dataset.ts'
import { jsonOf } from '../../src/outbound/row-maker.ts'

/** Any units, halves of characters among them. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })
const plainText = fc.string({ unit: 'grapheme' })

const cell: fc.Arbitrary<Cell> = fc.oneof(
  plainText,
  anyText,
  fc.record({ instant: fc.option(fc.integer()) }),
  fc.record({ status: anyText }),
)

test('cells are the JSON that they always were: the ledger knows what a row says by it', () => {
  fc.assert(
    fc.property(fc.array(cell), (cells) => {
      expect(jsonOf(cells)).toBe(JSON.stringify(cells))
    }),
  )
})
