import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ensureStaging } from '../../src/store/staging.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'

const said: string[] = []
let store: Store
beforeEach(async () => {
  store = await testStore({ onStatement: (statement) => said.push(statement) })
  said.length = 0
})
afterEach(() => store.close())

const created = () => said.filter((statement) => statement.startsWith('create temp table')).length

async function stage(tx: Tx, n: number): Promise<number[]> {
  ensureStaging(tx, 'staged', 'n int not null')
  await tx.copy('staged', ['n'], `${n}\n`)
  const { rows } = await sql<{ n: number }>`select n from staged`.execute(tx.db)
  return rows.map((row) => row.n)
}

describe('a staging table', () => {
  test('is made once per connection and empty in each transaction', async () => {
    for (const n of [1, 2, 3]) expect(await store.asOrganisation(n, (tx) => stage(tx, n))).toEqual([n])
    expect(created()).toBe(1)
  })

  test('of an organisation serves the house, another organisation, and the other way round', async () => {
    await store.asOrganisation(1, (tx) => stage(tx, 1))
    expect(await store.asHouse((tx) => stage(tx, 2))).toEqual([2])
    await store.asHouse(async (tx) => ensureStaging(tx, 'of_house', 'n int'))
    await store.asOrganisation(3, async (tx) => {
      ensureStaging(tx, 'of_house', 'n int')
      await tx.copy('of_house', ['n'], '3\n')
      await sql`delete from of_house`.execute(tx.db)
    })
    expect(created()).toBe(2)
  })

  test('that a rollback took away is made again', async () => {
    const failing = store.asOrganisation(1, async (tx) => {
      await stage(tx, 1)
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(await store.asOrganisation(1, (tx) => stage(tx, 2))).toEqual([2])
    expect(created()).toBe(2)
  })

  test('is asked for twice in one transaction and made once', async () => {
    await store.asOrganisation(1, async (tx) => {
      await stage(tx, 1)
      await stage(tx, 2)
    })
    expect(created()).toBe(1)
  })

  test('has one set of columns and a plain name', async () => {
    await store.asHouse(async (tx) => ensureStaging(tx, 'plain', 'n int'))
    const changed = store.asHouse(async (tx) => ensureStaging(tx, 'plain', 'n text'))
    expect(await refused(changed)).toMatchObject({ code: 'RB-6047' })
    const odd = store.asHouse(async (tx) => ensureStaging(tx, 'x; drop table feed', 'n int'))
    expect(await refused(odd)).toMatchObject({ code: 'RB-6048' })
  })
})
