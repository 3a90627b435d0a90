/**
 * The bare statements that imports are compared with, in a process of their own: `node bench/bare-child.ts JOB`, with
 * DATABASE_URL for a server. For each table that an import filled, its very rows go by COPY into a staging table without
 * indexes and by one INSERT … SELECT into an empty table with the same columns and indexes. Writes a `BareMeasured`.
 *
 * Only the time of COPY, INSERT and COMMIT counts: reading the rows back and spelling them for COPY does not.
 */
import { sql } from 'kysely'
import { type CopyValue, copyText } from '../src/store/copy-text.ts'
import { openStore } from '../src/store/open.ts'
import type { Store, Tx } from '../src/store/store.ts'

export interface BareJob {
  readonly dataFolder: string
  readonly tables: readonly string[]
}

export interface BareMeasured {
  readonly copySeconds: number
  readonly insertSeconds: number
  readonly commitSeconds: number
  /** Of all tables together. */
  readonly rows: number
}

/** Rows of one COPY: about 15 MB of users. One COPY of everything would not fit into PGlite's memory. */
const COPY_ROWS = 50_000

const job = JSON.parse(process.argv[2]!) as BareJob
const store = await openStore({ dataFolder: job.dataFolder, databaseUrl: process.env['DATABASE_URL'] })
try {
  process.stdout.write(JSON.stringify(await measure(store, job.tables)))
} finally {
  await store.close()
}

async function measure(store: Store, tables: readonly string[]): Promise<BareMeasured> {
  const spent = { copySeconds: 0, insertSeconds: 0, commitSeconds: 0 }
  const timed = async <T>(what: keyof typeof spent, work: Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await work
    spent[what] += (performance.now() - began) / 1000
    return result
  }
  let rows = 0
  let ended = 0
  await store.asHouse(async (tx) => {
    for (const table of tables) {
      const columns = await columnsOf(tx, table)
      await sql`create temp table bare_stage (like ${sql.table(table)})`.execute(tx.db)
      await sql`create table bare_target (like ${sql.table(table)} including all)`.execute(tx.db)
      for await (const text of piecesOf(tx, table, columns)) {
        await timed('copySeconds', tx.copy('bare_stage', columns, text))
      }
      const { numAffectedRows } = await timed(
        'insertSeconds',
        sql`insert into bare_target select * from bare_stage`.execute(tx.db),
      )
      rows += Number(numAffectedRows)
      await sql`drop table bare_stage`.execute(tx.db)
      await sql`alter table bare_target rename to ${sql.table(`bare_${table}`)}`.execute(tx.db)
    }
    ended = performance.now()
  })
  spent.commitSeconds = (performance.now() - ended) / 1000
  await store.asHouse(async ({ db }) => {
    for (const table of tables) await sql`drop table ${sql.table(`bare_${table}`)}`.execute(db)
  })
  return { ...spent, rows }
}

async function columnsOf(tx: Tx, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`.execute(tx.db)
  return rows.map(({ name }) => name)
}

/** The rows of a table as text for COPY, in the order in which the import wrote them. */
async function* piecesOf(tx: Tx, table: string, columns: readonly string[]): AsyncGenerator<string> {
  const values = sql.join(columns.map((name) => sql`${sql.ref(name)}::text`))
  await sql`
    declare bare_rows no scroll cursor for select array[${values}] as cells from ${sql.table(table)}
    order by origin_run, origin_file, origin_line`.execute(tx.db)
  for (;;) {
    const { rows } = await sql<{ cells: CopyValue[] }>`fetch ${sql.lit(COPY_ROWS)} from bare_rows`.execute(
      tx.db,
    )
    if (rows.length === 0) break
    yield copyText(rows.map(({ cells }) => cells))
  }
  await sql`close bare_rows`.execute(tx.db)
}
