import { sql } from 'kysely'
import { finding } from '../../domain/finding.ts'
import type { SourceRecord } from '../../formats/format.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile, SieveRest } from '../run-row.ts'

/** The records of a file as a run with a sieve takes them; of those that it does not take, what the sieve says. */
export async function* sieved(
  hub: Hub,
  run: Run,
  { fileNo }: RunFile,
  batches: AsyncIterable<SourceRecord[]>,
): AsyncGenerator<SourceRecord[]> {
  if (run.sieve === null) return yield* batches
  let position = 0
  for await (const records of batches) {
    const taken = await takenOf(hub, run, fileNo, position, records.length)
    position += records.length
    const rest = run.sieve
    const left = records.flatMap((record, at) =>
      taken[at] === true ? [record] : rest === 'absent' ? [] : [withheld(record, rest)],
    )
    if (left.length > 0) yield left
  }
}

/** Whether each of so many records is taken. What a plan did not show, nobody takes. */
async function takenOf(
  hub: Hub,
  { organisationId, id }: Run,
  fileNo: number,
  from: number,
  records: number,
): Promise<boolean[]> {
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const { rows } = await sql<{ first: number; taken: boolean[] }>`
      select first, taken from run_sieve
      where organisation_id = ${organisationId} and run_id = ${id} and file_no = ${fileNo}
        and first < ${from + records} and first + cardinality(taken) > ${from} order by first`.execute(db)
    const flags: boolean[] = Array(records).fill(false)
    for (const { first, taken } of rows) {
      for (const [at, is] of taken.entries()) {
        const place = first + at - from
        if (place >= 0 && place < records) flags[place] = is
      }
    }
    return flags
  })
}

function withheld({ line, key, label }: SourceRecord, rest: Exclude<SieveRest, 'absent'>): SourceRecord {
  return {
    line,
    key,
    text: '',
    ...(label !== undefined && { label }),
    finding: finding(rest === 'held' ? 'RB-5062' : 'RB-5063'),
    ...(rest === 'held' && { isHeld: true as const }),
  }
}
