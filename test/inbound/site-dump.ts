import { sql } from 'kysely'
import type { Tx } from '../../src/store/store.ts'

/** Tables by name, each with its rows as JSON texts in an order of their own. */
export type Dump = Readonly<Record<string, readonly string[]>>

/**
 * Everything that an organisation or the house sees in the tables of an embedded site, and in the hub's memory of it.
 * Passwords are salted, so of them only the shape is told.
 */
export async function siteDump(tx: Tx): Promise<Dump> {
  const tables = await siteTables(tx)
  return dump(tx, [...tables, 'site', 'memory', 'history'])
}

/** All tables of embedded sites. */
export async function siteTables({ db }: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and starts_with(table_name, 'site_') order by table_name`.execute(db)
  return rows.map(({ name }) => name)
}

/** What a run leaves besides: its log, counters, state, mails and what arrived. */
export async function runDump(tx: Tx): Promise<Dump> {
  const log = ['run', 'run_file', 'run_log_block', 'run_log_note']
  return dump(tx, [...log, 'mail', 'arrival', 'waiting_record', 'run_waiting'])
}

async function dump({ db }: Tx, tables: readonly string[]): Promise<Dump> {
  const runs = await db.selectFrom('run').select('id').orderBy('id').execute()
  const order = new Map(runs.map(({ id }, index) => [id, index + 1]))
  const dumped: Record<string, string[]> = {}
  for (const table of tables) {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(table)} t`.execute(db)
    dumped[table] = rows.map(({ row }) => JSON.stringify(comparable(table, row, order))).sort()
  }
  return dumped
}

/** Numbers that a database gives out by itself, with gaps after a crash, and the times at which it did something. */
const BY_CHANCE: Readonly<Record<string, readonly string[]>> = {
  run: ['heartbeat_at'],
  history: ['id'],
  mail: ['id', 'queued_at', 'next_attempt_at'],
  arrival: ['id'],
}

function comparable(
  table: string,
  row: Record<string, unknown>,
  runs: ReadonlyMap<number, number>,
): Record<string, unknown> {
  const same: Record<string, unknown> = { ...row }
  for (const column of BY_CHANCE[table] ?? []) delete same[column]
  const ofRun = table === 'run' ? 'id' : 'origin_run' in row ? 'origin_run' : 'run_id'
  if (ofRun in row) same[ofRun] = runs.get(row[ofRun] as number) ?? null
  if (table === 'run_file') same['name'] = comparableName(row['name'] as string, runs)
  if (table === 'site_user') same['password_hash'] = shapeOf(row['password_hash'] as string)
  if (table === 'history') {
    same['before'] = comparableImage(row['before'], runs)
    same['after'] = comparableImage(row['after'], runs)
  }
  return same
}

/** A file of what waited is named after the run that it came with. */
function comparableName(name: string, runs: ReadonlyMap<number, number>): string {
  return name.replace(/(?<=, waiting since run )\d+$/, (run) => String(runs.get(Number(run))))
}

function comparableImage(image: unknown, runs: ReadonlyMap<number, number>): unknown {
  if (image === null) return null
  const same = { ...(image as Record<string, unknown>) }
  if (typeof same['passwordHash'] === 'string') same['passwordHash'] = shapeOf(same['passwordHash'])
  const { origin } = same
  if (Array.isArray(origin)) same['origin'] = [runs.get(origin[0]) ?? null, ...origin.slice(1)]
  return same
}

function shapeOf(passwordHash: string): string {
  return passwordHash.replace(/[0-9a-f]{32}\$[0-9a-f]{64}$/, 'salt$digest')
}
