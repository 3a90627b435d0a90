import { sql } from 'kysely'
import type { Action } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { SourceRecord } from '../../formats/format.ts'
import type { HashedRecord } from '../batch.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'

interface Row {
  ord: number
  line: number
  key: string
  follows: boolean
  label: string | null
  hash: string
  action: Action
  finding: Finding
  since: Date
  until: Date
  named: boolean
}

/**
 * Records that waited, in batches, as a run takes them up once more: each asks for what it asked for, on the line of the
 * file that it came in. One that has expired is refused, and so is one that a newer full list does not name.
 */
export async function* waitingRecords(
  hub: Hub,
  run: Run,
  { fileNo }: Pick<RunFile, 'fileNo'>,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  for (let from = 0; ; from += batchSize) {
    const { rows } = await hub.store.asOrganisation(run.organisationId, ({ db }) =>
      sql<Row>`
        select ord, line, key, follows, label, encode(hash, 'hex') as hash, action, finding, since, until,
          named
        from run_waiting
        where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo} and ord > ${from}
        order by ord limit ${batchSize}`.execute(db),
    )
    if (rows.length > 0) yield rows.map((row) => recordOf(row, run.now))
    if (rows.length < batchSize) return
  }
}

function recordOf({ line, key, follows, label, hash, action, ...waited }: Row, now: number): HashedRecord {
  const common = { line, key, follows, text: '', hash, ...(label !== null && { label }) }
  if (!waited.named) return { ...common, finding: finding('RB-5071') }
  if (waited.until.getTime() > now) return { ...common, action }
  const { field, value, message: reason } = waited.finding
  const since = waited.since.toISOString()
  const until = waited.until.toISOString()
  return {
    ...common,
    finding: finding('RB-5070', {
      since,
      until,
      reason: [reason],
      ...(field !== undefined && { field }),
      ...(value !== undefined && { value }),
    }),
  }
}
