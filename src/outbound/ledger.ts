import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import { uuidArray } from '../store/uuid-array.ts'
import { copyDigest, type DIGEST_AT } from './digests.ts'
import { digestAt, type PackedRow } from './packed-row.ts'

/** Whose deliveries are asked for. */
export interface LedgerOf {
  readonly organisationId: number
  readonly exportId: number
}

/** What the ledger says of a row: never delivered, or delivered and changed since. */
export type News = 'new' | 'changed'

/** Nothing was delivered yet, so there is nothing to ask. */
export async function isLedgerEmpty(tx: Tx, { organisationId, exportId }: LedgerOf): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from export_ledger
      where organisation_id = ${organisationId} and export_id = ${exportId}) as any`.execute(tx.db)
  return !rows[0]!.any
}

/**
 * Which of the rows are news, by their places: one question for all of them. What was delivered is news no more, unless what it
 * says and how it is spelled have both changed since (outbound rule O-37); and never when `once` (O-32).
 *
 * @param replaced a file that is being built anew: what it delivered counts as undelivered (outbound rule O-39)
 */
export async function askLedger(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  asked: readonly PackedRow[],
  once: boolean,
  replaced: number | null,
): Promise<ReadonlyMap<number, News>> {
  const { rows } = await sql<{ ord: number; known: boolean }>`
    select asked.ord::integer as ord, last.content is not null as known
    from unnest(${digests(asked, 'key')}::uuid[], ${digests(asked, 'content')}::uuid[], ${digests(asked, 'facts')}::uuid[])
      with ordinality asked (key, content, facts, ord)
    left join lateral (
      select content, facts from export_ledger
      where organisation_id = ${organisationId} and export_id = ${exportId} and key = asked.key
        and file_id <> ${replaced ?? 0}
      order by file_id desc limit 1) last on true
    where last.content is null
      or (not ${once}::boolean and last.content <> asked.content and last.facts <> asked.facts)`.execute(
    tx.db,
  )
  return new Map(rows.map(({ ord, known }) => [ord - 1, known ? 'changed' : 'new']))
}

/**
 * Notes rows as delivered by a file, which counts from the file's publication on. Not waited for: the transaction fails
 * when the file brought one of the keys already.
 */
export function noteInLedger(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
  rows: readonly PackedRow[],
): void {
  tx.send(sql`
    insert into export_ledger (organisation_id, export_id, key, file_id, content, facts)
    select ${organisationId}, ${exportId}, noted.key, ${fileId}, noted.content, noted.facts
    from unnest(${digests(rows, 'key')}::uuid[], ${digests(rows, 'content')}::uuid[], ${digests(rows, 'facts')}::uuid[])
      noted (key, content, facts)
    -- In the order of the index: half the work of adding them to it.
    order by noted.key`)
}

/** Forgets what a file delivered: it was never published, or another took its place. */
export async function forgetFile(tx: Tx, of: LedgerOf, fileId: number): Promise<void> {
  await sql`delete from export_ledger
    where organisation_id = ${of.organisationId} and export_id = ${of.exportId} and file_id = ${fileId}`.execute(
    tx.db,
  )
}

function digests(rows: readonly PackedRow[], of: keyof typeof DIGEST_AT): Buffer {
  return uuidArray(rows.length, (index, into, at) => {
    const row = rows[index]!
    copyDigest(row.bytes, digestAt(row, of), into, at)
  })
}
