import { sql } from 'kysely'
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
    order by key
    -- A site that tells a fact twice, at two times, has it twice in the file.
    on conflict do nothing`.execute(tx.db)
}
