import { sql } from 'kysely'
import { type Finding, finding } from '../../domain/finding.ts'
import type { Drops } from '../../formats/guard-settings.ts'
import type { Tx } from '../../store/store.ts'
import type { RunFile } from '../run-row.ts'
import type { Work } from './work.ts'

/** The last file of the same kind, and table, that the feed carried out. */
interface Before {
  readonly records: number
  readonly size: number
}

/**
 * The files of a run that are so much smaller than the one before that they may be cut off: each with why. Files with
 * fewer rows before than `least` say nothing.
 */
export async function dropsOf(
  tx: Tx,
  { run }: Work,
  files: readonly RunFile[],
  { rows, size }: Drops,
  least: number,
): Promise<Map<number, Finding>> {
  const drops = new Map<number, Finding>()
  if (rows === null && size === null) return drops
  for (const file of files) {
    const before = await fileBefore(tx, run, file)
    if (before === null || before.records < least) continue
    const { records } = file.inspection!
    const told = {
      value: file.name,
      records,
      before: before.records,
      size: file.size,
      sizeBefore: before.size,
    }
    if (isDrop(records, before.records, rows)) {
      drops.set(file.fileNo, finding('RB-5060', { ...told, limit: rows! }))
    } else if (isDrop(file.size, before.size, size)) {
      drops.set(file.fileNo, finding('RB-5061', { ...told, limit: size! }))
    }
  }
  return drops
}

/** Exactly at the limit passes. */
function isDrop(now: number, before: number, percent: number | null): boolean {
  return percent !== null && (before - now) * 100 > percent * before
}

async function fileBefore(tx: Tx, run: Work['run'], { kind, inspection }: RunFile): Promise<Before | null> {
  const table = (inspection!.detail?.['table'] as string | undefined) ?? null
  const { rows } = await sql<Before>`
    select f.records, f.size from run r
    join run_file f on f.organisation_id = r.organisation_id and f.run_id = r.id
    where r.organisation_id = ${run.organisationId} and r.feed_id = ${run.feedId} and r.id < ${run.id}
      and r.state = 'succeeded' and r.sieve is null and f.state = 'done' and f.kind = ${kind}
      and f.inspection->'detail'->>'removals' is null and f.inspection->'detail'->>'waiting' is null
      and f.inspection->'detail'->>'table' is not distinct from ${table}::text
    order by r.id desc, f.file_no desc limit 1`.execute(tx.db)
  return rows[0] ?? null
}
