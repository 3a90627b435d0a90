import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { finding, type RollbookError } from '../../src/domain/finding.ts'
import { askLedger, forgetFile, type LedgerOf, openLedger } from '../../src/outbound/ledger.ts'
import { NOTES_AT_ONCE, noteInLedger, refuseRepeated } from '../../src/outbound/ledger-notes.ts'
import { type PackedRow, RowPacker } from '../../src/outbound/packed-row.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { candidateOf } from './candidate-of.ts'
import { client, world } from './outbound-hub.ts'

const place = storeAndFolder()

let exports = 0

/** One that delivered nothing yet. */
async function anExport(): Promise<LedgerOf> {
  const at = await world(place.store, place.folder, [])
  return { organisationId: await client(at, 'A', 'completion'), exportId: ++exports }
}

/** Facts by the numbers of what they are, say, and how they are spelled. */
type Fact = readonly [key: number, facts: number, content: number]

function rowsOf(facts: readonly Fact[]): PackedRow[] {
  return new RowPacker().pack(
    facts.map(([key, said, content]) =>
      candidateOf({ key: `key ${key}`, content: `content ${content}`, facts: `facts ${said}` }),
    ),
  )
}

const note = (of: LedgerOf, fileId: number, facts: readonly Fact[]) =>
  place.store.asOrganisation(of.organisationId, async (tx) => noteInLedger(tx, of, fileId, rowsOf(facts)))

const forget = (of: LedgerOf, fileId: number) =>
  place.store.asOrganisation(of.organisationId, (tx) => forgetFile(tx, of, fileId))

const open = (of: LedgerOf) => openLedger(place.store, of, async () => undefined)

const ask = (of: LedgerOf, facts: readonly Fact[], once = false, replaced: number | null = null) =>
  place.store.asOrganisation(of.organisationId, (tx) => askLedger(tx, of, rowsOf(facts), once, replaced))

async function notes(of: LedgerOf): Promise<number> {
  const { rows } = await place.store.asOrganisation(of.organisationId, ({ db }) =>
    sql<{
      count: number
    }>`select count(*) as count from export_note where export_id = ${of.exportId}`.execute(db),
  )
  return rows[0]!.count
}

test('the ledger knows what was noted, however many notes it is in, as the last file said it', async () => {
  const fact = fc.tuple(fc.nat(5), fc.nat(2), fc.nat(2))
  const file = fc.uniqueArray(fact, { selector: ([key]) => key, maxLength: 6 })
  const step = fc.record({ facts: file, cuts: fc.integer({ min: 1, max: 3 }), opened: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 4 }), file, fc.boolean(), async (files, asked, once) => {
      const of = await anExport()
      const last = new Map<number, Fact>()
      for (const [index, { facts, cuts, opened }] of files.entries()) {
        for (let at = 0; at < facts.length; at += cuts) await note(of, index + 1, facts.slice(at, at + cuts))
        for (const one of facts) last.set(one[0], one)
        if (opened) await open(of)
      }
      expect(await open(of)).toBe(last.size > 0)
      const expected = asked.flatMap(([key, said, content], index) => {
        const before = last.get(key)
        if (before === undefined) return [[index, 'new']]
        return !once && before[1] !== said && before[2] !== content ? [[index, 'changed']] : []
      })
      expect([...(await ask(of, asked, once))].sort(([a], [b]) => a - b)).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})

test('more notes than are entered at a time are all entered when the ledger is opened, with a sign of life for each step', async () => {
  const of = await anExport()
  const facts = Array.from({ length: 2 * NOTES_AT_ONCE + 1 }, (_, key): Fact => [key, 0, 0])
  for (const one of facts) await note(of, 1, [one])
  let steps = 0
  const asked = await openLedger(place.store, of, async () => {
    steps++
  })
  expect([asked, steps, await notes(of)]).toEqual([true, 3, 0])
  expect((await ask(of, facts)).size).toBe(0)
})

test.each([false, true])('a file is forgotten, its facts entered (%s) or only noted', async (entered) => {
  const of = await anExport()
  await note(of, 1, [[1, 0, 0]])
  await note(of, 2, [[2, 0, 0]])
  if (entered) await open(of)
  await forget(of, 2)
  expect(await notes(of)).toBe(entered ? 0 : 1)
  await open(of)
  expect([
    ...(await ask(of, [
      [1, 0, 0],
      [2, 0, 0],
    ])),
  ]).toEqual([[1, 'new']])
})

test('what a file that is built anew delivered counts as undelivered', async () => {
  const of = await anExport()
  await note(of, 1, [[1, 0, 0]])
  await note(of, 2, [[2, 0, 0]])
  await open(of)
  expect([
    ...(await ask(
      of,
      [
        [1, 0, 0],
        [2, 0, 0],
      ],
      false,
      2,
    )),
  ]).toEqual([[1, 'new']])
})

test('notes are entered once, and nobody asks before they are, when several open the ledger at the same time', async () => {
  const of = await anExport()
  const facts = Array.from({ length: NOTES_AT_ONCE + 10 }, (_, key): Fact => [key, 0, 0])
  for (const one of facts) await note(of, 1, [one])
  const news = Array.from({ length: 4 }, async () => [await open(of), (await ask(of, facts)).size])
  expect(await Promise.all(news)).toEqual(Array.from({ length: 4 }, () => [true, 0]))
  const { rows } = await place.store.asOrganisation(of.organisationId, ({ db }) =>
    sql<{
      count: number
    }>`select count(*) as count from export_ledger where export_id = ${of.exportId}`.execute(db),
  )
  expect([rows[0]!.count, await notes(of)]).toEqual([facts.length, 0])
})

test('a file that has one key twice is refused, wherever the two are noted', async () => {
  const keys = fc.array(fc.nat(40), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(keys, keys, fc.integer({ min: 1, max: 4 }), async (first, second, cuts) => {
      const of = await anExport()
      for (const [index, file] of [first, second].entries()) {
        const facts = file.map((key, at): Fact => [key, at, at])
        for (let at = 0; at < facts.length; at += cuts) await note(of, index + 1, facts.slice(at, at + cuts))
      }
      for (const [index, file] of [first, second].entries()) {
        const repeated = file.filter((key, at) => file.indexOf(key) !== at)
        const asked = place.store.asOrganisation(of.organisationId, (tx) => refuseRepeated(tx, of, index + 1))
        const said = await asked.then(
          () => null,
          (why: RollbookError) => why.finding,
        )
        expect(said).toEqual(
          repeated.length === 0 ? null : finding('RB-7130', { value: new Set(repeated).size }),
        )
      }
    }),
    { numRuns: 40 },
  )
})
