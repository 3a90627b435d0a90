import { sql } from 'kysely'
import { leaveToLater } from '../store/later.ts'
import type { Store, Tx } from '../store/store.ts'
import { uuidArray } from '../store/uuid-array.ts'
import { copyDigest, type DIGEST_AT } from './digests.ts'
import { enterNotes } from './ledger-notes.ts'
import { digestAt, type PackedRow } from './packed-row.ts'

/** Whose deliveries are asked for. */
export interface LedgerOf {
  readonly organisationId: number
  readonly exportId: number
}

/** What the ledger says of a row: never delivered, or delivered and changed since. */
export type News = 'new' | 'changed'

/**
 * Enters what earlier files noted, so that the ledger can be asked. False when nothing was ever delivered, so that there is
 * nothing to ask.
 *
 * @param onStep runs in the transaction of each step, for a sign of life
 */
export async function openLedger(
  store: Store,
  of: LedgerOf,
  onStep: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  for (;;) {
    const { noted, entered } = await store.asOrganisation(of.organisationId, async (tx) => {
      leaveToLater(tx)
      await onStep(tx)
      await enterNotes(tx, of)
      return look(tx, of)
    })
    // Also while somebody else enters them: whoever asks before that is done is told that they are news.
    if (!noted) return entered
  }
}

async function look(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
): Promise<{ noted: boolean; entered: boolean }> {
  const any = (table: string) => sql`exists (select from ${sql.table(table)}
    where organisation_id = ${organisationId} and export_id = ${exportId})`
  const { rows } = await sql<{ noted: boolean; entered: boolean }>`
    select ${any('export_note')} as noted, ${any('export_ledger')} as entered`.execute(tx.db)
  return rows[0]!
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

/** Forgets what a file delivered: it was never published, or another took its place. */
export async function forgetFile(tx: Tx, of: LedgerOf, fileId: number): Promise<void> {
  // Notes first: those that are being entered meanwhile are entries when the second statement looks.
  for (const table of ['export_note', 'export_ledger']) {
    await sql`delete from ${sql.table(table)}
      where organisation_id = ${of.organisationId} and export_id = ${of.exportId} and file_id = ${fileId}`.execute(
      tx.db,
    )
  }
}

function digests(rows: readonly PackedRow[], of: keyof typeof DIGEST_AT): Buffer {
  return uuidArray(rows.length, (index, into, at) => {
    const row = rows[index]!
    copyDigest(row.bytes, digestAt(row, of), into, at)
  })
}
