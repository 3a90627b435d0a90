import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareSite } from '../../../src/outbound/share.ts'
import type { Tx } from '../../../src/store/store.ts'
import { TENANT_ROLE } from '../../../src/store/tenant-role.ts'
import { anotherOrganisation, type TestHub, testHub } from '../../inbound/test-hub.ts'
import { fillOrganisation } from './full-organisation.ts'
import { isOf, numberOf, type OwnedTable, ownedTables, putMadeUpRow } from './tables.ts'

/** Refused by row-level security, or because the tenant role may not write the table at all. */
const REFUSED = '42501'

/** Tables that the organisations here fill by what they do; into the others one made-up row is put for each. */
const FILLED_BY_RUNS = [
  ...['account', 'arrival', 'feed', 'history', 'mail', 'memory', 'organisation', 'plan_operation', 'run'],
  ...['export', 'export_delivery', 'export_file', 'export_note', 'export_run', 'export_secret'],
  ...['export_watch'],
  ...['run_file', 'run_log_block', 'run_log_note', 'sftp_audit', 'site', 'site_category'],
  ...['site_cohort', 'site_course', 'site_course_completion', 'site_enrolment'],
  ...['site_grade', 'site_group', 'site_group_member', 'site_pathway_completion', 'site_profile_field'],
  ...['site_quiz_attempt', 'site_role', 'site_role_assignment', 'site_scorm_attempt', 'site_share'],
  ...['site_signup_change', 'site_user', 'waiting_record'],
]

let home: TestHub & AsyncDisposable
let north: TestHub
let south: TestHub
let tables: readonly OwnedTable[]
let filledByRuns: string[]

beforeAll(async () => {
  home = await testHub()
  const { store } = home.hub
  north = { hub: home.hub, defaults: await anotherOrganisation(store, 'north') }
  south = { hub: home.hub, defaults: await anotherOrganisation(store, 'south') }
  for (const [own, login] of [
    [north, 'northern'],
    [south, 'southern'],
  ] as const) {
    await fillOrganisation(own, login)
  }
  // Each may hear of some of the other's people, by its exports: of the tables it sees nothing all the same.
  const people = { field: 'institution', equals: 'nowhere' }
  await shareSite(store, north.defaults.siteId, south.defaults.organisationId, people)
  await shareSite(store, south.defaults.siteId, north.defaults.organisationId, people)
  tables = await store.asHouse(ownedTables)
  filledByRuns = []
  await store.asHouse(async (tx) => {
    for (const table of tables) {
      const counts = [await countOf(tx, table, north), await countOf(tx, table, south)]
      if (counts.every((count) => count > 0)) filledByRuns.push(table.name)
      else for (const own of [north, south]) await putMadeUpRow(tx, table, own.defaults)
    }
  })
}, 120_000)

afterAll(() => home[Symbol.asyncDispose]())

describe('a table of the database', () => {
  test('is held to row-level security, its owner too, if it belongs to organisations', async () => {
    const { rows } = await home.hub.store.asHouse(({ db }) =>
      sql<{ name: string }>`
        select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity
          and relforcerowsecurity order by relname`.execute(db),
    )
    expect(rows.map(({ name }) => name)).toEqual(tables.map(({ name }) => name))
  })

  test('is nothing to organisations if it is the house’s, or a view, which would go by its owner’s rights', async () => {
    const { rows } = await home.hub.store.asHouse(({ db }) =>
      sql<{ name: string; kind: string }>`
        select c.relname as name, c.relkind as kind from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
          and c.relkind in ('r', 'p', 'v', 'm', 'f') and not (c.relrowsecurity and c.relforcerowsecurity)
          and has_schema_privilege(${TENANT_ROLE}, n.oid, 'USAGE')
          and has_table_privilege(${TENANT_ROLE}, c.oid, 'SELECT, INSERT, UPDATE, DELETE')`.execute(db),
    )
    expect(rows).toEqual([])
  })

  test('is not emptied, hooked or pointed to by an organisation, which row-level security has no say in', async () => {
    const { rows } = await home.hub.store.asHouse(({ db }) =>
      sql<{ name: string }>`
        select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and has_table_privilege(${TENANT_ROLE}, oid, 'TRUNCATE, REFERENCES, TRIGGER')`.execute(db),
    )
    expect(rows).toEqual([])
  })

  test('is filled by what organisations do', () => {
    expect(filledByRuns).toEqual(expect.arrayContaining(FILLED_BY_RUNS))
  })
})

describe('an organisation, with every check but the database’s own switched off', () => {
  test('reads its own rows of every table, and no other', async () => {
    for (const table of tables) {
      const own = await home.hub.store.asHouse((tx) => countOf(tx, table, south))
      expect(own, table.name).toBeGreaterThan(0)
      const seen = await as(south, async (tx) => [
        await count(tx, sql`select count(*) as count from ${sql.table(table.name)}`),
        await countOf(tx, table, south),
        await countOf(tx, table, north),
      ])
      expect(seen, table.name).toEqual([own, own, 0])
    }
  })

  test('is streamed no row of another', async () => {
    for (const table of tables) {
      const query = sql`select * from ${sql.table(table.name)} where ${isOf(table, north.defaults)}`
      const seen = await Array.fromAsync(home.hub.store.read(south.defaults.organisationId, query, 100))
      expect(seen, table.name).toEqual([])
    }
  })

  test('learns nothing of another from the statistics of the database', async () => {
    const statistics = sql`select count(*) as count from pg_stats where schemaname = 'public'`
    expect(
      await home.hub.store.asHouse(async (tx) => {
        await sql`analyze site_user`.execute(tx.db)
        return count(tx, statistics)
      }),
    ).toBeGreaterThan(0)
    expect(await as(south, (tx) => count(tx, statistics))).toBe(0)
  })

  test('changes and deletes no row of another', async () => {
    const before = await pictureOf(north)
    for (const table of tables) {
      const column = sql.ref(table.owner === 'id' ? 'title' : table.owner)
      const update = sql`update ${sql.table(table.name)} set ${column} = ${column}`
      const remove = sql`delete from ${sql.table(table.name)}`
      const ofNorth = sql` where ${isOf(table, north.defaults)}`
      expect(await changedBySouth(sql`${update}${ofNorth}`), table.name).toBe(0)
      expect(await changedBySouth(sql`${remove}${ofNorth}`), table.name).toBe(0)
      expect(await changedBySouth(update), table.name).toBeLessThanOrEqual(
        await home.hub.store.asHouse((tx) => countOf(tx, table, south)),
      )
    }
    expect(await pictureOf(north)).toEqual(before)
  })

  test('writes no row for another, and gives it none of its own', async () => {
    const before = await pictureOf(north)
    const answers: string[] = []
    for (const table of tables) {
      for (const [what, statement] of Object.entries(await smuggling(table))) {
        const written = as(south, ({ db }) => statement.execute(db))
        const answer = await written.then(
          () => 'taken',
          (error: { code?: string }) => error.code,
        )
        if (answer !== REFUSED) answers.push(`${what} ${table.name}: ${answer}`)
      }
    }
    expect(answers).toEqual([])
    expect(await pictureOf(north)).toEqual(before)
  })

  test('does as little when it does not exist', async () => {
    for (const table of tables) {
      const { rows } = await home.hub.store.asOrganisation(999_999, ({ db }) =>
        sql`select 1 from ${sql.table(table.name)} limit 1`.execute(db),
      )
      expect(rows, table.name).toEqual([])
    }
  })
})

function as<T>({ hub, defaults }: TestHub, work: (tx: Tx) => Promise<T>): Promise<T> {
  return hub.store.asOrganisation(defaults.organisationId, work)
}

async function count({ db }: Tx, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await query.execute(db)
  return Number((rows[0] as { readonly count: unknown }).count)
}

function countOf(tx: Tx, table: OwnedTable, { defaults }: TestHub): Promise<number> {
  return count(tx, sql`select count(*) as count from ${sql.table(table.name)} where ${isOf(table, defaults)}`)
}

/** All rows of an organisation, in little room. */
async function pictureOf({ hub, defaults }: TestHub): Promise<Record<string, string>> {
  return hub.store.asHouse(async ({ db }) => {
    const pictures: Record<string, string> = {}
    for (const table of tables) {
      const { rows } = await sql<{ picture: string }>`
        select count(*) || ' ' || md5(string_agg(t::text, '' order by t::text)) as picture
        from ${sql.table(table.name)} t where ${isOf(table, defaults)}`.execute(db)
      pictures[table.name] = rows[0]!.picture
    }
    return pictures
  })
}

/** A row of the north copied, plainly and over the one that is there; and one of the south given away. */
async function smuggling(table: OwnedTable): Promise<Record<string, RawBuilder<unknown>>> {
  const { rows } = await home.hub.store.asHouse(({ db }) =>
    sql<{ row: object }>`select to_jsonb(t) as row from ${sql.table(table.name)} t
      where ${isOf(table, north.defaults)} limit 1`.execute(db),
  )
  const copy = sql`insert into ${sql.table(table.name)} overriding system value
    select * from jsonb_populate_record(null::${sql.table(table.name)}, ${JSON.stringify(rows[0]!.row)}::jsonb)`
  const given = sql`update ${sql.table(table.name)}
    set ${sql.ref(table.owner)} = ${numberOf(table, north.defaults)} where ${isOf(table, south.defaults)}`
  const copies = { insert: copy, 'insert unless there': sql`${copy} on conflict do nothing` }
  // The number of an organisation is given by the database for ever.
  return table.owner === 'id' ? copies : { ...copies, give: given }
}

/** Rows that the south changes by a statement, which is then taken back; none when it is refused. */
async function changedBySouth(statement: RawBuilder<unknown>): Promise<number> {
  let changed = 0
  const takenBack = new Error('taken back')
  await as(south, async ({ db }) => {
    const { numAffectedRows } = await statement.execute(db)
    changed = Number(numAffectedRows)
    throw takenBack
  }).catch((error: unknown) => {
    if (error !== takenBack && (error as { code?: string }).code !== REFUSED) throw error
  })
  return changed
}
