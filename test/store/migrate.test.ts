import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { MIGRATIONS, type Migration } from '../../src/store/migrations/index.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { testDatabase, testEngine, testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

const severalProcesses = test.runIf(testEngine === 'postgres') // PGlite has one process only

/** Fails when it runs a second time. */
function creating(table: string): Migration {
  return {
    name: `9000-${table}`,
    up: async (db) => void (await sql.raw(`create table ${table} (n int)`).execute(db)),
  }
}

async function names(of: Store): Promise<string[]> {
  const { rows } = await of.asHouse(({ db }) =>
    sql<{ name: string }>`select name from rollbook_migration order by applied_at, name`.execute(db),
  )
  return rows.map(({ name }) => name)
}

describe('migrations', () => {
  test('run once, in their order, however often they are asked for', async () => {
    const more = [...MIGRATIONS, creating('first_table'), creating('second_table')]
    await migrate(store, more)
    await migrate(store, more)
    expect(await names(store)).toEqual(more.map(({ name }) => name))
  })

  test('of a newer program keep an older one out', async () => {
    const database = await testDatabase()
    const newer = await openStore(database)
    await migrate(newer, [...MIGRATIONS, creating('of_tomorrow')])
    await newer.close()
    const finding = await refused(openStore(database))
    expect(finding).toMatchObject({ code: 'RB-6030' })
    expect(finding.message).toContain('9000-of_tomorrow')
    await database.remove()
  })

  test('that fail leave nothing of themselves', async () => {
    const known = (await names(store)).map((name) => ({ name, up: async () => undefined }))
    const failing: Migration = {
      name: '9001-failing',
      async up(db) {
        await sql`create table half (n int)`.execute(db)
        await sql`select * from no_such_table`.execute(db)
      },
    }
    const finding = await refused(migrate(store, [...known, failing]))
    expect(finding).toMatchObject({ code: 'RB-6031' })
    expect(finding.message).toContain('no_such_table')
    const { rows } = await store.asHouse(({ db }) => sql`select to_regclass('half') as half`.execute(db))
    expect(rows).toEqual([{ half: null }])
    expect(await names(store)).not.toContain('9001-failing')
  })

  severalProcesses('of several processes that start at once run once', async () => {
    const database = await testDatabase()
    const stores = await Promise.all([openStore(database), openStore(database), openStore(database)])
    const slow: Migration = {
      name: '9002-slow',
      async up(db) {
        await sql`create table slow (n int)`.execute(db)
        await sql`select pg_sleep(0.1)`.execute(db)
      },
    }
    await Promise.all(stores.map((one) => migrate(one, [...MIGRATIONS, slow])))
    expect(await names(stores[0]!)).toEqual([...MIGRATIONS.map(({ name }) => name), '9002-slow'])
    await Promise.all(stores.map((one) => one.close()))
    await database.remove()
  })
})
