import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Tx } from '../store/store.ts'
import { DIGEST_AT, DIGESTS_BYTES } from './digests.ts'
import type { LedgerOf } from './ledger.ts'
import { digestsOf, type PackedRow } from './packed-row.ts'

/** Some hundred thousand facts: half a second, and some megabytes of the server's memory. */
export const NOTES_AT_ONCE = 20

/**
 * Notes rows as delivered by a file, which counts from the file's publication on. A batch is one row, without an index on
 * what is in it: that costs a twentieth. Not waited for.
 */
export function noteInLedger(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
  rows: readonly PackedRow[],
): void {
  tx.send(sql`insert into export_note (organisation_id, export_id, file_id, digests)
    values (${organisationId}, ${exportId}, ${fileId}, ${digestsOf(rows)})`)
}

/** Enters the first of what is noted into the ledger: each fact by its key, where `askLedger` looks for it. */
export async function enterNotes(tx: Tx, { organisationId, exportId }: LedgerOf): Promise<void> {
  const digest = (of: keyof typeof DIGEST_AT) =>
    sql`encode(substring(digests from at + ${sql.lit(DIGEST_AT[of])} for 16), 'hex')::uuid`
  await sql`
    with taken as (
      delete from export_note where (organisation_id, export_id, file_id, id) in (
        select organisation_id, export_id, file_id, id from export_note
        where organisation_id = ${organisationId} and export_id = ${exportId}
        -- Locked in one order, whoever else enters them.
        order by file_id, id limit ${sql.lit(NOTES_AT_ONCE)} for update)
      -- Read whole here, and not again for each digest.
      returning file_id, digests || ''::bytea as digests)
    insert into export_ledger (organisation_id, export_id, key, file_id, content, facts)
    select ${organisationId}, ${exportId}, ${digest('key')} as key, file_id, ${digest('content')}, ${digest('facts')}
    from taken, generate_series(1, length(digests), ${sql.lit(DIGESTS_BYTES)}) at
    -- In the order of the index: half the work of adding them to it.
    order by key`.execute(tx.db)
}

/**
 * Throws RB-7130 when a key is noted twice for a file: the site told a fact twice, at two times, and nobody knows which of the
 * two is true. To be asked before the file is published, where `SeenKeys` cannot tell: it costs a microsecond a fact.
 */
export async function refuseRepeated(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
): Promise<void> {
  const { rows } = await sql<{ repeated: number }>`
    with noted as materialized (
      -- Read whole here, and not again for each digest.
      select digests || ''::bytea as digests from export_note
      where organisation_id = ${organisationId} and export_id = ${exportId} and file_id = ${fileId})
    select count(*) as repeated from (
      select from noted, generate_series(${sql.lit(1 + DIGEST_AT.key)}, length(digests), ${sql.lit(DIGESTS_BYTES)}) at
      group by substring(digests from at for 16) having count(*) > 1) keys`.execute(tx.db)
  const { repeated } = rows[0]!
  if (repeated > 0) throw refusal('RB-7130', { value: repeated })
}
