import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { testDatabase, testEngine } from '../support/engines.ts'
import { createDatabase, dropDatabase, startPostgres } from '../support/postgres-server.ts'
import { refused } from '../support/refused.ts'

const open = (databaseUrl: string) => openStore({ dataFolder: '/nowhere', databaseUrl })
const onServer = describe.runIf(testEngine === 'postgres') // these speak to a server

describe('the address of a server', () => {
  test.each([
    'secret-word',
    'mysql://user:secret-word@localhost/rollbook',
    'postgresql://user:secret-word@:port/rollbook',
    'postgresql://user:secret-word%@localhost/rollbook',
  ])('%j is refused without a word of it', async (databaseUrl) => {
    const finding = await refused(open(databaseUrl))
    expect(finding).toMatchObject({ code: 'RB-6001' })
    expect(JSON.stringify(finding)).not.toContain('secret-word')
  })

  test('where nobody answers is named without its password', async () => {
    const finding = await refused(open('postgresql://user:secret-word@127.0.0.1:1/rollbook'))
    expect(finding).toMatchObject({ code: 'RB-6002' })
    expect(finding.message).toContain('127.0.0.1:1/rollbook')
    expect(finding.message).not.toContain('secret-word')
  })
})

onServer('a store on a server', () => {
  test('that refuses the password says so without it', async () => {
    const { databaseUrl } = await testDatabase()
    const url = new URL(databaseUrl!)
    url.password = 'secret-word'
    const finding = await refused(open(url.href))
    expect(finding).toMatchObject({ code: 'RB-6002' })
    expect(finding.message).toContain('password authentication failed')
    expect(JSON.stringify(finding)).not.toContain('secret-word')
  })

  test('is known there by its name', async () => {
    const database = await testDatabase()
    const store = await openStore(database)
    const { rows } = await store.asHouse(({ db }) =>
      sql<{ name: string }>`select current_setting('application_name') as name`.execute(db),
    )
    expect(rows).toEqual([{ name: 'rollbook' }])
    await store.close()
    await database.remove()
  })

  test('whose connection breaks fails what is under way and makes a new one', async () => {
    const database = await testDatabase()
    const store = await openStore(database)
    const broken = store.asHouse(async ({ db }) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch(() => undefined)
      await sql`select 1`.execute(db)
    })
    expect(await refused(broken)).toMatchObject({ code: 'RB-6005' })
    expect(await store.asHouse(async () => 'again')).toBe('again')
    await store.close()
    await database.remove()
  })

  test('has what was committed after the server crashed', async () => {
    const folder = join(inject('runFolder'), `crash-${randomUUID()}`)
    const server = await startPostgres(folder, { durable: true })
    const store = await open(server.url)
    await store.asHouse(({ db }) => sql`create table counted as select 1 as n`.execute(db))
    await server.crash()
    const { rows } = await store.asHouse(({ db }) => sql`select n from counted`.execute(db))
    expect(rows).toEqual([{ n: 1 }])
    await store.close()
    await server.stop()
  })
})

onServer('a database user', () => {
  const server = inject('serverUrl')!

  /** A store whose user has `rights` and owns its database, as on a server that others run. */
  async function withUser<T>(rights: string, work: (open: () => Promise<Store>) => Promise<T>): Promise<T> {
    const name = `user-${randomUUID()}`
    const admin = new pg.Client({ connectionString: server })
    await admin.connect()
    await admin.query(`create role "${name}" login password 'pw' ${rights}`)
    const url = new URL(await createDatabase(server, name))
    await admin.query(`alter database "${name}" owner to "${name}"`)
    url.username = name
    url.password = 'pw'
    try {
      return await work(() => open(url.href))
    } finally {
      await dropDatabase(server, name)
      await admin.query(`drop role "${name}"`)
      await admin.end()
    }
  }

  test('without rights to the tenant role is bound by row-level security all the same', async () => {
    await withUser('', async (openAsUser) => {
      const store = await openAsUser()
      await store.asHouse(async ({ db }) => {
        await sql`create table secret (organisation_id bigint)`.execute(db)
        await sql`alter table secret enable row level security`.execute(db)
        await sql`alter table secret force row level security`.execute(db)
        await sql`create policy own on secret using (current_setting('rollbook.organisation_id')
          in ('', organisation_id::text))`.execute(db)
        await sql`insert into secret values (1), (2)`.execute(db)
      })
      const { rows } = await store.asOrganisation(2, ({ db }) =>
        sql`select organisation_id, current_setting('role') as role from secret`.execute(db),
      )
      expect(rows).toEqual([{ organisation_id: 2, role: 'none' }])
      await store.close()
    })
  })

  test('whom row-level security does not bind is refused', async () => {
    await withUser('bypassrls', async (openAsUser) => {
      expect(await refused(openAsUser())).toMatchObject({ code: 'RB-6004' })
    })
  })
})
