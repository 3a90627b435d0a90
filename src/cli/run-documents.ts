import type { Finding } from '../domain/finding.ts'
import type { RunSummary } from '../inbound/read-runs.ts'
import type { RunFile } from '../inbound/run-row.ts'
import { conservation } from './conservation.ts'

/** A run as JSON has it everywhere (`docs/reference/json.md`). */
export function runDocument({ records, feedId: _, ...run }: RunSummary): object {
  return { ...run, records: conservation(records, run.counts) }
}

/** A file of a run as JSON has it everywhere. */
export function fileDocument(file: RunFile): object {
  const { fileNo, name, kind, sha256, size, state, inspection, done, counts, finding } = file
  return {
    file: fileNo,
    name,
    kind,
    sha256,
    size,
    state,
    encoding: inspection?.encoding ?? null,
    separator: inspection?.separator ?? null,
    records: conservation(recordsOf(file), counts),
    done,
    counts,
    warnings: inspection?.warnings ?? [],
    finding,
  }
}

/** Records read of a file: none of one that was refused as a whole. */
export function recordsOf({ state, inspection }: RunFile): number {
  return state === 'refused' ? 0 : (inspection?.records ?? 0)
}

/** `RB-1045 The column foo …` */
export function findingText({ code, message }: Finding): string {
  return `${code} ${message}`
}
