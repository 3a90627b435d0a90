import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { testEngine, testStore } from '../support/engines.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

/** Rows that were replaced and still take room. */
async function deadRows(): Promise<number> {
  await store.asHouse(({ db }) => sql`select pg_stat_force_next_flush()`.execute(db))
  const { rows } = await store.asHouse(({ db }) =>
    sql<{
      dead: number
    }>`select n_dead_tup as dead from pg_stat_user_tables where relname = 'memory'`.execute(db),
  )
  return rows[0]!.dead
}

const onServer = testEngine === 'postgres'

describe('tidying', () => {
  test.skipIf(onServer)('gives back the room of replaced rows', replaced) // a server does so itself
})

async function replaced(): Promise<void> {
  await store.asHouse(({ db }) =>
    sql`insert into memory select 1, 0, g::text, 1, '\\x00' from generate_series(1, 20000) g`.execute(db),
  )
  await store.asHouse(({ db }) => sql`update memory set hash = '\\x01'`.execute(db))
  expect(await deadRows()).toBeGreaterThan(10_000)
  await store.tidy()
  expect(await deadRows()).toBe(0)
}
