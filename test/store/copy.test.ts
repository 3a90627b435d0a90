import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CopyValue, copyText } from '../../src/store/copy-text.ts'
import { ensureStaging } from '../../src/store/staging.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

const COLUMNS = 'at int, name text, "Odd ""name""" boolean'

async function roundTrip(tx: Tx, rows: readonly (readonly CopyValue[])[]): Promise<unknown[][]> {
  ensureStaging(tx, 'copied', COLUMNS)
  await tx.copy('copied', ['at', 'name', 'Odd "name"'], copyText(rows))
  const result = await sql<Record<string, unknown>>`select * from copied order by at`.execute(tx.db)
  return result.rows.map((row) => Object.values(row))
}

describe('COPY', () => {
  test('brings in what would mean something else in its format', async () => {
    const rows = [
      [1, 'a\tb', true],
      [2, 'line\nline\r\n', false],
      [3, '\\N', null],
      [4, null, true],
      [5, '', true],
      [6, '\\.', true],
      [7, '"quoted", \\x41 {}', true],
    ]
    expect(await store.asOrganisation(1, (tx) => roundTrip(tx, rows))).toEqual(rows)
  })

  test('brings in any text as it is', async () => {
    const cell = fc.option(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\u0000', '')))
    await fc.assert(
      fc.asyncProperty(fc.array(cell), async (cells) => {
        const rows = cells.map((text, at) => [at, text, null])
        expect(await store.asOrganisation(1, (tx) => roundTrip(tx, rows))).toEqual(rows)
      }),
      { numRuns: 40 },
    )
  })

  test('takes a chunk of some megabytes', async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => [at, 'ü'.repeat(500), null])
    const counted = await store.asOrganisation(1, async (tx) => {
      await roundTrip(tx, rows)
      return sql<{ rows: number; length: number }>`
        select count(*) as rows, sum(length(name)) as length from copied`.execute(tx.db)
    })
    expect(counted.rows).toEqual([{ rows: 5000, length: 2_500_000 }])
  })

  test('of no rows is no mistake', async () => {
    expect(await store.asOrganisation(1, (tx) => roundTrip(tx, []))).toEqual([])
  })

  test('that is refused half-way says where, and leaves the connection in order', async () => {
    const text = `${copyText([[1, 'good', null]])}two\tbad\t\\N\n${copyText([[3, 'good', null]])}`
    const copying = store.asOrganisation(1, async (tx) => {
      ensureStaging(tx, 'copied', COLUMNS)
      await tx.copy('copied', ['at', 'name', 'Odd "name"'], text)
    })
    await expect(copying).rejects.toMatchObject({ code: '22P02', where: expect.stringContaining('line 2') })
    expect(await store.asOrganisation(1, (tx) => roundTrip(tx, [[1, 'x', null]]))).toEqual([[1, 'x', null]])
  })

  test('into a table that is not there leaves the connection in order', async () => {
    const copying = store.asHouse((tx) => tx.copy('no such table', ['a'], 'a\n'.repeat(100_000)))
    await expect(copying).rejects.toMatchObject({ code: '42P01' })
    expect(await store.asHouse((tx) => roundTrip(tx, [[1, 'x', null]]))).toEqual([[1, 'x', null]])
  })
})
