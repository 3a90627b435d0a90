import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'

let store: Store
const statements: string[] = []
beforeAll(async () => {
  store = await testStore({ onStatement: (text) => statements.push(text) })
  await store.asHouse(async ({ db }) => {
    await sql`create table number (organisation_id bigint not null, n integer not null)`.execute(db)
    await sql`alter table number enable row level security`.execute(db)
    await sql`alter table number force row level security`.execute(db)
    await sql`create policy own on number using (
      organisation_id::text = current_setting('rollbook.organisation_id'))`.execute(db)
    await sql`grant select, insert on number to rollbook_tenant`.execute(db)
    await sql`insert into number select 1 + n % 2, n from generate_series(1, 20) n`.execute(db)
  })
})
afterAll(() => store.close())

const numbers = (above = 0) => sql<{ n: number }>`select n from number where n > ${above} order by n`

describe('rows that are streamed', () => {
  test('come in batches, and only those of the organisation', async () => {
    const batches: number[][] = []
    for await (const rows of store.read(2, numbers(4), 3)) batches.push(rows.map(({ n }) => n))
    expect(batches).toEqual([
      [5, 7, 9],
      [11, 13, 15],
      [17, 19],
    ])
  })

  test('are of one picture, while the caller writes between two batches', async () => {
    const seen: number[] = []
    for await (const rows of store.read(1, numbers(), 4)) {
      seen.push(...rows.map(({ n }) => n))
      await store.asOrganisation(1, ({ db }) => sql`insert into number values (1, 100)`.execute(db))
    }
    expect(seen).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
  })

  test('leave no cursor behind when the caller stops early', async () => {
    statements.length = 0
    for await (const _ of store.read(1, numbers(), 1)) break
    const [declared] = statements.filter((text) => text.startsWith('declare'))
    const name = /"(\w+)"/.exec(declared!)![1]!
    expect(statements.at(-1)).toBe(`close ${name}`)
    expect(
      await store.asHouse(({ db }) => sql`select name from pg_cursors where is_holdable`.execute(db)),
    ).toMatchObject({ rows: [] })
  })

  test('may be asked for twice at a time', async () => {
    const one = store.read(1, numbers(), 2)
    const other = store.read(2, numbers(), 2)
    expect((await one.next()).value).toEqual([{ n: 2 }, { n: 4 }])
    expect((await other.next()).value).toEqual([{ n: 1 }, { n: 3 }])
    expect((await one.next()).value).toEqual([{ n: 6 }, { n: 8 }])
    await one.return(undefined)
    await other.return(undefined)
  })

  test('are refused within a transaction, where PGlite would wait for ever', async () => {
    const finding = await refused(store.asOrganisation(1, () => store.read(1, numbers(), 2).next()))
    expect(finding).toMatchObject({ code: 'RB-6043' })
  })

  test('fail with the reason of the query, and the connection goes on', async () => {
    const reading = store.read(1, sql`select 1 / (n - 2) from number`, 2).next()
    await expect(reading).rejects.toMatchObject({ code: '22012' })
    const seen: unknown[] = []
    for await (const rows of store.read(2, numbers(16), 2)) seen.push(...rows)
    expect(seen).toEqual([{ n: 17 }, { n: 19 }])
  })
})
