import { hash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Candidate } from '../../src/outbound/candidate.ts'
import {
  byOrder,
  bytesOf,
  digestAt,
  hasSameKey,
  linesOf,
  type PackedRow,
  RowPacker,
  repacked,
  unpackRows,
} from '../../src/outbound/packed-row.ts'
import { packedRuns } from '../../src/outbound/packed-runs.ts'
import { byCodePoint } from '../../src/outbound/sort/compare.ts'
import { Sorter } from '../../src/outbound/sort/sorter.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const text = fc.string({ unit: fc.constantFrom('a', 'B', '\0', 'é', '\ue000', '\uffff', '😀'), maxLength: 3 })
const candidate: fc.Arbitrary<Candidate> = fc.record({
  at: fc.constantFrom(-1, 0, 1_774_396_800_000),
  username: text,
  names: fc.oneof(fc.tuple(text), fc.tuple(text, text)),
  number: fc.constantFrom(0, 1, 2, 10, 5_000_000_000),
  line: text.map((value) => `"${value}"\r\n`),
  key: fc.uuid(),
  content: text,
  facts: text,
  held: fc.constant(false),
})
const candidates = fc.array(candidate, { maxLength: 20 })

/** Outbound rule O-13, of texts. */
function inOrder(one: Candidate, other: Candidate): number {
  return (
    one.at - other.at ||
    byCodePoint(one.username, other.username) ||
    byCodePoint(one.names[0], other.names[0]) ||
    byCodePoint(one.names[1] ?? '', other.names[1] ?? '') ||
    one.number - other.number ||
    byCodePoint(hash('sha256', one.key), hash('sha256', other.key))
  )
}

const textOf = (given: readonly Candidate[]) => given.map(({ line }) => line).join('')

test('rows as bytes have the order of their texts, also where they are too many for memory', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(candidates, { maxLength: 4 }),
      fc.integer({ min: 1, max: 30 }),
      async (all, most) => {
        const packer = new RowPacker()
        await using sorter = new Sorter<PackedRow>(folder.path, byOrder, { format: packedRuns, most })
        for (const some of all) await sorter.add(packer.pack(some))
        const sorted = (await Array.fromAsync(sorter.sorted())).flat()
        expect(linesOf(sorted).toString()).toBe(textOf(all.flat().sort(inOrder)))
      },
    ),
    { numRuns: 60 },
  )
})

test('rows are known by the first half of SHA-256 of what they say', () => {
  fc.assert(
    fc.property(candidates, (given) => {
      const digestsOf = ({ bytes, start }: PackedRow, of: 'key' | 'content' | 'facts') => {
        const at = digestAt({ at: 0, bytes, start }, of)
        return bytes.toString('hex', at, at + 16)
      }
      const rows = new RowPacker().pack(given)
      for (const of of ['key', 'content', 'facts'] as const) {
        expect(rows.map((row) => digestsOf(row, of))).toEqual(
          given.map((one) => hash('sha256', one[of]).slice(0, 32)),
        )
      }
      for (const [index, row] of rows.entries()) {
        expect(hasSameKey(row, rows[0]!)).toBe(given[index]!.key === given[0]!.key)
      }
    }),
  )
})

test('rows stay what they are in bytes of their own, which hold no others', () => {
  fc.assert(
    fc.property(candidates, (given) => {
      const rows = new RowPacker().pack(given).filter((_, index) => index % 3 === 1)
      const moved = repacked(rows)
      expect(moved.map(bytesOf)).toEqual(rows.map(bytesOf))
      expect(moved.map(({ at }) => at)).toEqual(rows.map(({ at }) => at))
      for (const { bytes } of moved) expect(bytes).toEqual(Buffer.concat(moved.map(bytesOf)))
    }),
  )
})

test('rows of any length are packed, each whole', () => {
  const lengths = [0, 300_000, 300_000, 5_000_000, 1, 300_000]
  const given = lengths.map(
    (length, index): Candidate => ({
      at: index,
      username: 'é'.repeat(length / 10),
      names: ['n'],
      number: 0,
      line: 'x'.repeat(length),
      key: String(index),
      content: '',
      facts: '',
      held: false,
    }),
  )
  const packer = new RowPacker()
  const rows = given.flatMap((one) => packer.pack([one]))
  expect(rows.map((row) => linesOf([row]).length)).toEqual(lengths)
  expect(linesOf(rows).toString()).toBe(textOf(given))
})

test('rows are read again from bytes that come in pieces', () => {
  fc.assert(
    fc.property(fc.array(candidate, { minLength: 1, maxLength: 20 }), fc.nat(), (given, cut) => {
      const bytes = Buffer.concat(new RowPacker().pack(given).map(bytesOf))
      const first = unpackRows(bytes.subarray(0, cut % bytes.length))
      const second = unpackRows(Buffer.concat([first.rest, bytes.subarray(cut % bytes.length)]))
      expect(linesOf([...first.rows, ...second.rows]).toString()).toBe(textOf(given))
      expect(second.rest).toHaveLength(0)
    }),
  )
})
