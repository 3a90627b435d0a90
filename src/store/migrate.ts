import { sql } from 'kysely'
import { RollbookError, refusal } from '../domain/finding.ts'
import { MIGRATIONS, type Migration } from './migrations/index.ts'
import type { Store, Tx } from './store.ts'

/** Any number will do as long as nothing else in the database uses it as an advisory lock: `roll` in ASCII. */
const LOCK_KEY = 0x726f6c6c

/**
 * Brings the schema up to date: each migration that is missing runs in a transaction of its own. Of several
 * processes that start at once one migrates and the others wait and find it done.
 *
 * Throws RB-6030 when the database knows migrations that this program does not, RB-6031 when one fails.
 */
export async function migrate(store: Store, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const applied = await store.asHouse(readApplied)
  const known = new Set(migrations.map(({ name }) => name))
  const newer = [...applied].filter((name) => !known.has(name)).sort()
  if (newer.length > 0) throw refusal('RB-6030', { value: newer.at(-1)! })
  for (const migration of migrations) {
    if (!applied.has(migration.name)) await store.asHouse((tx) => apply(tx, migration))
  }
}

async function apply(tx: Tx, { name, up }: Migration): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx.db)
  await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(tx.db)
  if ((await readApplied(tx)).has(name)) return
  try {
    await up(tx.db)
  } catch (error) {
    if (error instanceof RollbookError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw refusal('RB-6031', { value: name, reason }, { cause: error })
  }
  await sql`create table if not exists rollbook_migration (
    name text primary key, applied_at timestamptz not null default now())`.execute(tx.db)
  await sql`insert into rollbook_migration (name) values (${name})`.execute(tx.db)
}

async function readApplied(tx: Tx): Promise<Set<string>> {
  const table = await sql<{ found: boolean }>`
    select to_regclass('rollbook_migration') is not null as found`.execute(tx.db)
  if (!table.rows[0]!.found) return new Set()
  const { rows } = await sql<{ name: string }>`select name from rollbook_migration`.execute(tx.db)
  return new Set(rows.map(({ name }) => name))
}
