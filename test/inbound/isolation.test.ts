import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/store/store.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { roundFiles } from './rounds.ts'
import { outcomes, resultOf } from './run-result.ts'
import { type Dump, runDump, siteDump } from './site-dump.ts'
import { anotherOrganisation, importFiles, type TestHub, testHub } from './test-hub.ts'

const MAILS = { newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%fullname%%</p>' } }
const SETTINGS = { createGroupsAndGroupings: true, ...MAILS }

/** What is deleted here is meant to be. */
const NO_LIMITS = { deletions: { percent: null }, unenrolments: { percent: null } }

/** Refused by row-level security, or because the tenant role may not write the table at all. */
const REFUSED = '42501'

/** Tables that these imports leave empty. */
const EMPTY: ReadonlySet<string> = new Set([
  'account',
  'export',
  'export_delivery',
  'export_file',
  'export_ledger',
  'export_run',
  'export_secret',
  'mail_attachment',
  'plan_waiting',
  'run_missing_key',
  'run_present_key',
  'run_sieve',
  'run_waiting',
  'sftp_audit',
  'site_activity',
  'site_cohort',
  'site_cohort_member',
  'site_course_completion',
  'site_course_letter',
  'site_grade',
  'site_intent',
  'site_pathway_completion',
  'site_profile_field',
  'site_quiz_attempt',
  'site_scorm_attempt',
  'site_share',
  'site_signup_change',
  'waiting_record',
])

let home: TestHub & AsyncDisposable
let north: TestHub
let south: TestHub
let tables: string[]

beforeAll(async () => {
  home = await testHub()
  const { store } = home.hub
  north = { hub: home.hub, defaults: await anotherOrganisation(store, 'north') }
  south = { hub: home.hub, defaults: await anotherOrganisation(store, 'south') }
  tables = await store.asHouse(tablesOfOrganisations)
})

afterAll(() => home[Symbol.asyncDispose]())

describe('two organisations with files of the same names, users, courses and groups', () => {
  test('get the same site each, and neither changes when the other imports', async () => {
    await importFiles(north, roundFiles(1), SETTINGS)
    const afterOne = await seenBy(north)
    const runId = await importFiles(south, roundFiles(1), SETTINGS)
    expect(await seenBy(north)).toEqual(afterOne)
    expect(withoutNumbers(await seenBy(south), south)).toEqual(withoutNumbers(afterOne, north))
    expect(new Set(outcomes(await resultOf(south, runId)))).toEqual(
      new Set(['created', 'enrolled', 'rejected']),
    )

    for (const own of [north, south]) await importFiles(own, roundFiles(2), SETTINGS)
    const northern = await seenBy(north)
    const ending = roundFiles(1).map(({ name, content }) => ({
      name,
      content: content.replaceAll('create', 'delete'),
    }))
    await importFiles(south, ending.reverse(), { ...SETTINGS, guard: NO_LIMITS })
    await importFiles(south, roundFiles(1), SETTINGS)
    expect(await seenBy(north)).toEqual(northern)
    expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
    expect(await home.hub.store.asHouse(unbalancedFiles)).toEqual([])
  })

  test('plan without seeing each other', async () => {
    const before = await seenBy(north)
    for (const own of [north, south]) await importFiles(own, roundFiles(3), SETTINGS, 'plan')
    const site = ({ site_user, site_enrolment, history }: Dump) => ({ site_user, site_enrolment, history })
    expect(site(await seenBy(north))).toEqual(site(before))
  })

  test('import at the same time, and end as after each other', async () => {
    const { store } = home.hub
    const make = async (name: string) => ({ hub: home.hub, defaults: await anotherOrganisation(store, name) })
    const both = [await make('east'), await make('west')]
    await Promise.all(both.map((own) => importFiles(own, roundFiles(1), SETTINGS)))
    await Promise.all(both.map((own) => importFiles(own, roundFiles(2), SETTINGS)))
    const alone = await make('alone')
    await importFiles(alone, roundFiles(1), SETTINGS)
    await importFiles(alone, roundFiles(2), SETTINGS)
    const expected = withoutNumbers(await seenBy(alone), alone)
    for (const own of both) expect(withoutNumbers(await seenBy(own), own)).toEqual(expected)
  })
})

describe('an organisation', () => {
  test('is the owner of each row of every table, by organisation or by site', async () => {
    const { store } = home.hub
    await store.asHouse(async ({ db }) => {
      for (const table of tables) {
        const { rows } = await sql<{ bound: boolean }>`
          select relrowsecurity and relforcerowsecurity as bound from pg_class where oid = ${table}::regclass`.execute(
          db,
        )
        expect(rows, table).toEqual([{ bound: true }])
      }
    })
    const without = tables.filter((table) => !EMPTY.has(table))
    expect(await withRows()).toEqual(expect.arrayContaining(without))
  })

  test('reads no row of another, whatever it asks for', async () => {
    for (const table of await withRows()) {
      const seen = await as(south, ({ db }) =>
        sql`select 1 from ${sql.table(table)} where ${of(table, north)}`.execute(db),
      )
      expect(seen.rows, table).toEqual([])
    }
  })

  test('changes and deletes no row of another', async () => {
    const before = await seenBy(north)
    for (const table of tables) {
      const column = sql.ref(table === 'organisation' ? 'title' : ownerColumn(table))
      expect(
        await changedBy(sql`update ${sql.table(table)} set ${column} = ${column} where ${of(table, north)}`),
        table,
      ).toBe(0)
      expect(await changedBy(sql`delete from ${sql.table(table)} where ${of(table, north)}`), table).toBe(0)
    }
    expect(await seenBy(north)).toEqual(before)
  })

  test('writes no row for another', async () => {
    const before = await seenBy(north)
    for (const table of await withRows()) {
      if (table !== 'organisation') {
        // A row of its own, given to the other.
        const given = sql`update ${sql.table(table)} set ${sql.ref(ownerColumn(table))} = ${ownNumber(table, north)}
          where ${of(table, south)}`
        await expect(
          as(south, ({ db }) => given.execute(db)),
          `update ${table}`,
        ).rejects.toMatchObject({ code: REFUSED })
      }
      const copy = await home.hub.store.asHouse(({ db }) =>
        sql<{
          row: object
        }>`select to_jsonb(t) as row from ${sql.table(table)} t where ${of(table, north)} limit 1`.execute(
          db,
        ),
      )
      const inserted = sql`insert into ${sql.table(table)} overriding system value
        select * from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(copy.rows[0]!.row)}::jsonb)`
      await expect(
        as(south, ({ db }) => inserted.execute(db)),
        `insert ${table}`,
      ).rejects.toMatchObject({ code: REFUSED })
    }
    expect(await seenBy(north)).toEqual(before)
  })

  test('that does not exist sees nothing', async () => {
    for (const table of tables) {
      const { rows } = await home.hub.store.asOrganisation(999_999, ({ db }) =>
        sql`select 1 from ${sql.table(table)} limit 1`.execute(db),
      )
      expect(rows, table).toEqual([])
    }
  })
})

function as<T>({ hub, defaults }: TestHub, work: (tx: Tx) => Promise<T>): Promise<T> {
  return hub.store.asOrganisation(defaults.organisationId, work)
}

function seenBy(own: TestHub): Promise<Dump> {
  return as(own, async (tx) => ({ ...(await siteDump(tx)), ...(await runDump(tx)) }))
}

/** A dump without the numbers of organisation, site and feed, by which alike organisations differ. */
function withoutNumbers(dump: Dump, { defaults }: TestHub): Dump {
  const numbers: Record<string, number> = {
    organisation_id: defaults.organisationId,
    site_id: defaults.siteId,
    feed_id: defaults.feedId,
  }
  return Object.fromEntries(
    Object.entries(dump).map(([table, rows]) => {
      const alike = rows.map((text) => {
        const row = JSON.parse(text) as Record<string, unknown>
        for (const [column, number] of Object.entries(numbers)) {
          if (!(column in row)) continue
          expect(row[column], `${column} in ${table}`).toBe(number)
          delete row[column]
        }
        if (table === 'site') delete row['id']
        return JSON.stringify(row)
      })
      return [table, alike.sort()]
    }),
  )
}

/** Every table but those of the house alone. */
async function tablesOfOrganisations({ db }: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'rollbook_migration' order by table_name`.execute(db)
  return rows.map(({ name }) => name)
}

/** The tables in which both organisations have rows. */
async function withRows(): Promise<string[]> {
  return home.hub.store.asHouse(async ({ db }) => {
    const found: string[] = []
    for (const table of tables) {
      const { rows } = await sql<{ both: boolean }>`
        select exists (select from ${sql.table(table)} where ${of(table, north)})
          and exists (select from ${sql.table(table)} where ${of(table, south)}) as both`.execute(db)
      if (rows[0]!.both) found.push(table)
    }
    return found
  })
}

function ownerColumn(table: string): string {
  if (table === 'organisation') return 'id'
  if (table.startsWith('site_') || table === 'memory' || table === 'history') return 'site_id'
  return 'organisation_id'
}

function ownNumber(table: string, { defaults }: TestHub): number {
  return ownerColumn(table) === 'site_id' ? defaults.siteId : defaults.organisationId
}

function of(table: string, own: TestHub): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(ownerColumn(table))} = ${ownNumber(table, own)}`
}

/** Rows that the south changes by a statement; none when it is refused. */
async function changedBy(statement: RawBuilder<unknown>): Promise<number> {
  try {
    const { numAffectedRows } = await as(south, ({ db }) => statement.execute(db))
    return Number(numAffectedRows)
  } catch (error) {
    if ((error as { code?: string }).code === REFUSED) return 0
    throw error
  }
}
