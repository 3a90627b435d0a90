import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Store, Tx } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'

const said: string[] = []
let store: Store
beforeAll(async () => {
  store = await testStore({ onStatement: (statement) => said.push(statement) })
  await store.asHouse(async (tx) => {
    await run(tx, sql`create table tally (n int constraint positive check (n > 0))`)
    await run(tx, sql`grant all on tally to public`)
  })
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.asHouse((tx) => run(tx, sql`truncate tally`))
  said.length = 0
})

async function run<T>({ db }: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(db)).rows
}

async function tally(): Promise<number[]> {
  const rows = await store.asHouse((tx) => run(tx, sql<{ n: number }>`select n from tally order by n`))
  return rows.map(({ n }) => n)
}

const insert = (tx: Tx, n: number) => run(tx, sql`insert into tally values (${n})`)

describe('a transaction', () => {
  test('is kept when its work is done', async () => {
    expect(await store.asOrganisation(1, (tx) => insert(tx, 1).then(() => 'done'))).toBe('done')
    expect(await tally()).toEqual([1])
  })

  test('is undone when its work fails, and the failure comes out as it was', async () => {
    const failure = new Error('no more')
    const failing = store.asOrganisation(1, async (tx) => {
      await insert(tx, 1)
      throw failure
    })
    await expect(failing).rejects.toBe(failure)
    expect(await tally()).toEqual([])
  })

  test('keeps what the database says about a refused statement', async () => {
    const failing = store.asOrganisation(1, (tx) => insert(tx, -1))
    await expect(failing).rejects.toMatchObject({
      code: '23514',
      constraint: 'positive',
      detail: expect.stringContaining('-1'),
    })
  })

  test('is not taken for kept when a failed statement was passed over', async () => {
    const failing = store.asOrganisation(1, async (tx) => {
      await insert(tx, 1)
      await insert(tx, -1).catch(() => undefined)
    })
    expect(await refused(failing)).toMatchObject({ code: 'RB-6042' })
    expect(await tally()).toEqual([])
  })

  test('takes no statement after its end', async () => {
    let late: Tx | undefined
    await store.asHouse(async (tx) => {
      late = tx
    })
    expect(await refused(insert(late!, 1))).toMatchObject({ code: 'RB-6041' })
    expect(await refused(late!.copy('tally', ['n'], '1\n'))).toMatchObject({ code: 'RB-6041' })
  })

  test('is not begun inside another, which would wait for itself', async () => {
    const nested = store.asHouse(() => store.asHouse(async () => 'never'))
    expect(await refused(nested)).toMatchObject({ code: 'RB-6043' })
    const byKysely = store.asHouse(({ db }) => db.transaction().execute(async () => 'never'))
    expect(await refused(byKysely)).toMatchObject({ code: 'RB-6043' })
  })

  test('may follow another in the same flow', async () => {
    await store.asHouse((tx) => insert(tx, 1))
    await store.asHouse((tx) => insert(tx, 2))
    expect(await tally()).toEqual([1, 2])
  })

  test('takes several statements at once, one after the other', async () => {
    const rows = await store.asHouse((tx) =>
      Promise.all([1, 2, 3, 4].map((n) => run(tx, sql<{ n: number }>`select ${n}::int as n`))),
    )
    expect(rows.flat()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
  })

  test('runs beside others without mixing with them', async () => {
    const transactions = Array.from({ length: 25 }, (_, i) =>
      store.asOrganisation(i + 1, async (tx) => {
        await insert(tx, i + 1)
        await run(tx, sql`select pg_sleep(0.001)`)
        const rows = await run(
          tx,
          sql<{ organisation: string; mine: number }>`
            select current_setting('rollbook.organisation_id') as organisation, count(*) as mine
            from tally where xmin = pg_current_xact_id()::xid`,
        )
        if (i % 5 === 0) throw new Error('undone')
        return rows[0]
      }),
    )
    const results = await Promise.allSettled(transactions)
    for (const [i, result] of results.entries()) {
      if (i % 5 === 0) expect(result.status).toBe('rejected')
      else expect(result).toMatchObject({ value: { organisation: String(i + 1), mine: 1 } })
    }
    expect(await tally()).toHaveLength(20)
  })

  test('tells of every statement', async () => {
    await store.asOrganisation(7, async (tx) => {
      await insert(tx, 1)
      await tx.copy('tally', ['n'], '2\n')
    })
    expect(said).toEqual([
      'begin',
      expect.stringMatching(/^select set_config\('rollbook.organisation_id', '7', true\)/),
      'insert into tally values ($1)',
      'copy "tally" ("n") from stdin',
      'commit',
    ])
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('is not begun for organisation %d', async (id) => {
    expect(await refused(store.asOrganisation(id, async () => 'never'))).toMatchObject({ code: 'RB-6044' })
  })

  test('streams no rows', async () => {
    const streaming = store.asHouse(async ({ db }) => {
      for await (const _ of db.selectFrom('organisation').selectAll().stream()) return
    })
    expect(await refused(streaming)).toMatchObject({ code: 'RB-6049' })
  })
})

describe('a store', () => {
  test('that closes finishes what is under way and takes nothing new', async () => {
    const closing = await testStore()
    const slow = closing.asHouse(({ db }) => sql`select pg_sleep(0.05)`.execute(db).then(() => 'finished'))
    const waiting = closing.asHouse(async () => 'finished too')
    const closed = closing.close()
    expect(await refused(closing.asHouse(async () => 'never'))).toMatchObject({ code: 'RB-6040' })
    await closed
    expect(await Promise.all([slow, waiting])).toEqual(['finished', 'finished too'])
    await closing.close()
  })
})
