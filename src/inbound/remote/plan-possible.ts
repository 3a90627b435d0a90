import type { Finding } from '../../domain/finding.ts'
import type { MoodleSite } from '../../sites/moodle/moodle-site.ts'
import { impossible } from '../../sites/moodle/write/writers.ts'
import type { Batch, BatchRecord } from '../batch.ts'
import { type Asking, type PlannedChunk, planChunk, type Sources } from '../plan-chunk.ts'

/**
 * Plans a chunk of what the server can do. Records that ask for something else are refused, and the others are planned as
 * if those were not there: a refused record leaves no trace.
 */
export async function planPossible(
  batch: Batch,
  sources: Sources,
  asking: Asking,
  { own }: MoodleSite,
): Promise<PlannedChunk> {
  for (let left = batch; ; ) {
    const chunk = await planChunk(left, sources, asking)
    const refused = new Map<number, Finding>()
    for (const operation of chunk.operations) {
      const why = impossible(operation, own)
      if (why !== null && !refused.has(operation.record)) refused.set(operation.record, why)
    }
    if (refused.size === 0) return chunk
    left = withRefusals(left, refused)
  }
}

function withRefusals({ records, keyed }: Batch, refused: ReadonlyMap<number, Finding>): Batch {
  return {
    records: records.map((record, index): BatchRecord => {
      const why = refused.get(index)
      return why === undefined ? record : { ...record, action: undefined, nature: undefined, finding: why }
    }),
    keyed: keyed.filter(({ index }) => !refused.has(index)),
  }
}
