import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
  await store.asHouse(async ({ db }) => {
    await sql`create table secret (organisation_id bigint not null, word text not null)`.execute(db)
    await sql`alter table secret enable row level security`.execute(db)
    await sql`alter table secret force row level security`.execute(db)
    await sql`create policy own on secret using (
      organisation_id::text = current_setting('rollbook.organisation_id'))`.execute(db)
    await sql`grant select, insert, update, delete on secret to rollbook_tenant`.execute(db)
    await sql`insert into secret values (1, 'one'), (2, 'two')`.execute(db)
  })
})
afterAll(() => store.close())

async function words(organisationId: number): Promise<string[]> {
  const { rows } = await store.asOrganisation(organisationId, ({ db }) =>
    sql<{ word: string }>`select word from secret order by word`.execute(db),
  )
  return rows.map(({ word }) => word)
}

describe('an organisation', () => {
  test('sees its own rows and no other’s, though no statement says so', async () => {
    expect(await words(1)).toEqual(['one'])
    expect(await words(2)).toEqual(['two'])
    expect(await words(3)).toEqual([])
  })

  test('cannot write a row of another', async () => {
    const writing = store.asOrganisation(1, ({ db }) =>
      sql`insert into secret values (2, 'smuggled')`.execute(db),
    )
    await expect(writing).rejects.toMatchObject({ code: '42501' })
  })

  test('changes and deletes nothing of another', async () => {
    await store.asOrganisation(1, async ({ db }) => {
      expect(
        (await sql`update secret set word = 'changed' where word = 'two'`.execute(db)).numAffectedRows,
      ).toBe(0n)
      expect((await sql`delete from secret where organisation_id = 2`.execute(db)).numAffectedRows).toBe(0n)
    })
    expect(await words(2)).toEqual(['two'])
  })

  test('cannot switch row-level security off', async () => {
    const switching = store.asOrganisation(1, async ({ db }) => {
      await sql`set local row_security = off`.execute(db)
      await sql`select * from secret`.execute(db)
    })
    await expect(switching).rejects.toMatchObject({ code: '42501' })
  })

  test('leaves nothing of itself on the connection, whether it ends well or not', async () => {
    await store.asOrganisation(1, async () => undefined)
    await store.asOrganisation(1, () => Promise.reject(new Error('undone'))).catch(() => undefined)
    const { rows } = await store.asHouse(({ db }) =>
      sql<{ organisation: string; role: string; word: string }>`
        select current_setting('rollbook.organisation_id') as organisation, current_setting('role') as role,
          word from secret order by word`.execute(db),
    )
    expect(rows).toEqual([
      { organisation: '', role: 'none', word: 'one' },
      { organisation: '', role: 'none', word: 'two' },
    ])
  })
})
