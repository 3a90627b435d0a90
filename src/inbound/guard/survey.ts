import type { RecordKind } from '../../domain/action.ts'
import { type Measure, measureAsked } from '../../domain/guard.ts'
import { batchOf } from '../batch.ts'
import type { Hub } from '../hub.ts'
import { LiveMemory } from '../memory.ts'
import { type Asking, ChunkPlanning } from '../plan-chunk.ts'
import { recordsOf } from '../records-of.ts'
import { removalWayOf } from '../removals/missing-file.ts'
import type { Tally } from './excess.ts'
import type { Work } from './work.ts'

/** Records read at once; each piece is a transaction of its own. */
const READ_RECORDS = 3000

type Counts = Partial<Record<Measure, number>>

/**
 * The most that the records of a run can bring about, without a look at the site: what each record asks for, but for
 * those that are as last applied. Reads the files once more, and plans nothing.
 */
export async function survey(hub: Hub, work: Work, asking: Omit<Asking, 'kind'>): Promise<Tally> {
  const tally: { [K in RecordKind]?: Counts } = {}
  for (const file of work.files) {
    if (file.state !== 'waiting' || removalWayOf(file) !== null) continue
    const kind = file.kind!
    const counts: Counts = tally[kind] ?? {}
    tally[kind] = counts
    const batches = await recordsOf(hub, work, file, READ_RECORDS)
    for await (const records of batches) {
      const batch = await batchOf(records, hub.hashRecord)
      const planning = await hub.store.asOrganisation(work.run.organisationId, (tx) =>
        ChunkPlanning.begin(batch, new LiveMemory(tx, work.run.siteId, work.run.feedId, kind), {
          ...asking,
          kind,
        }),
      )
      for (const record of planning.asked()) {
        if (record.finding !== undefined) add(counts, 'rejects')
        else {
          const measure = measureAsked(record.action!)
          add(counts, measure)
          // What it asks for may come to less than that.
          if (measure !== 'changes') add(counts, 'changes')
          add(counts, 'rejects')
        }
      }
    }
  }
  return tally
}

function add(counts: Counts, measure: Measure): void {
  counts[measure] = (counts[measure] ?? 0) + 1
}
