import { sql } from 'kysely'
import { finding } from '../../domain/finding.ts'
import { type RemovalWay, removalOf } from '../../domain/removal.ts'
import type { SourceRecord } from '../../formats/format.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'
import { type ExpiryWay, expiredRecord, holdsExpired } from './expired.ts'

/** What the memory keeps a hash of when a list has removed something: the same for all. */
export function removalText(how: RemovalWay): string {
  return `missing ${how}`
}

/**
 * What a full list lacks, as records: each asks for the end of the thing that its key is about. The line is the place
 * among the missing. The same for enrolments that have expired.
 */
export async function* removalRecords(
  hub: Hub,
  run: Run,
  file: RunFile,
  how: RemovalWay,
  method: string,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const { fileNo, kind } = file
  const isExpired = holdsExpired(file)
  for (let from = 0; ; from += batchSize) {
    const { rows } = await hub.store.asOrganisation(run.organisationId, (tx) =>
      sql<{ ord: number; key: string }>`
        select ord, key from run_missing_key
        where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}
          and ord > ${from} order by ord limit ${batchSize}`.execute(tx.db),
    )
    if (rows.length > 0) yield rows.map((row) => recordOf(row))
    if (rows.length < batchSize) return
  }

  function recordOf({ ord, key }: { ord: number; key: string }): SourceRecord {
    if (isExpired) return expiredRecord(ord, key, how as ExpiryWay, method)
    const action = removalOf(kind!, key, how, method)
    const text = removalText(how)
    return action === null
      ? { line: ord, key, text, finding: finding('RB-5052', { value: key }) }
      : { line: ord, key, text, action }
  }
}
