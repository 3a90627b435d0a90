import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../src/store/store.ts'
import { type RunResult, resultOf } from './run-result.ts'
import { type Dump, siteDump, siteTables } from './site-dump.ts'
import { anotherOrganisation, importFiles, type Sent, type TestHub } from './test-hub.ts'

/** An import into a site of its own, and what it left there. */
export interface Trial {
  readonly result: RunResult
  readonly before: Dump
  readonly after: Dump
  /** Lines of the file that the site names as the makers of something. */
  readonly changedLines: readonly number[]
  /** What a line of the file wrote into a field of a user. */
  valuesOf(line: number, field: string): string[]
}

export async function importInto(
  { hub }: TestHub,
  first: readonly Sent[],
  sent: readonly Sent[],
  settings: object = {},
): Promise<Trial> {
  const defaults = await anotherOrganisation(hub.store, randomUUID())
  const own: TestHub = { hub, defaults }
  const asOwn = <T>(work: (tx: Tx) => Promise<T>) => hub.store.asOrganisation(defaults.organisationId, work)
  if (first.length > 0) await importFiles(own, first)
  const before = await asOwn(siteDump)
  const runId = await importFiles(own, sent, settings)
  const writings = await asOwn((tx) => writingsOf(tx, runId))
  return {
    result: await resultOf(own, runId),
    before,
    after: await asOwn(siteDump),
    changedLines: writings.map(({ line }) => line),
    valuesOf: (line, field) =>
      writings.filter((writing) => writing.line === line).map(({ values }) => String(values[field])),
  }
}

/** What a run made or changed, as the new rows and the history tell it. */
async function writingsOf(tx: Tx, runId: number) {
  const rows: { line: number; values: Record<string, unknown> }[] = []
  for (const table of await siteTables(tx)) {
    const made = await sql<{ line: number; values: Record<string, unknown> }>`
      select (values->>'origin_line')::integer as line, values
      from (select to_jsonb(t) as values from ${sql.table(table)} t) made
      where (values->>'origin_run')::bigint = ${runId}`.execute(tx.db)
    rows.push(...made.rows)
  }
  const changed = await sql<{ line: number; values: Record<string, unknown> }>`
    select h.line, coalesce(to_jsonb(u), '{}') || coalesce(h.after, h.before) as values
    from history h left join site_user u on u.id = h.user_id where h.run_id = ${runId}`.execute(tx.db)
  return [...rows, ...changed.rows]
}
