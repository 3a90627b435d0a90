import type { Action } from '../../src/domain/action.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { batchOf } from '../../src/inbound/batch.ts'
import { canBeLaidOver, RecentSite } from '../../src/inbound/overlay/recent-site.ts'
import { ChunkPlanning, type PlannedChunk, planChunk } from '../../src/inbound/plan-chunk.ts'
import { RecentMemory } from '../../src/inbound/recent-memory.ts'
import type { Batch } from '../support/arbitrary-actions.ts'
import { MapMemory } from '../support/map-memory.ts'
import { readerOf } from '../support/model-reader.ts'
import { ModelSite } from '../support/model-site.ts'
import { contextOf } from '../support/plan-context.ts'
import { recordsOf } from './carry-out.ts'

export interface Imported extends PlannedChunk {
  readonly actions: readonly Action[]
}

interface How {
  readonly settings: object
  readonly feed?: number
  readonly verify?: boolean
  readonly chunkRecords?: number
  /** Plans each chunk before the one before it is carried out, where that can be. */
  readonly ahead?: boolean
}

/** A site and a memory without any database: thousands of sequences can be tried. */
export class ModelPlace {
  readonly site = new ModelSite()
  readonly memory = new MapMemory()
  readonly #hashRecord: (text: string) => string

  constructor(hashRecord: (text: string) => string = (text) => text) {
    this.#hashRecord = hashRecord
  }

  /** Carries out a file; `look` sees each chunk after it was applied. */
  async take(
    { kind, actions }: Batch,
    { settings, feed = 0, verify = false, chunkRecords = 100, ahead = false }: How,
    look: (chunk: Imported) => void = () => undefined,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    const asking = { kind, verify, context: contextOf(settings) }
    const memory = this.memory.of(kind, feed)
    const some = chunked(actions, chunkRecords)
    const batches = await Promise.all(some.map((chunk) => batchOf(recordsOf(chunk), this.#hashRecord)))
    let ready: PlannedChunk | null = null
    for (const [at, batch] of batches.entries()) {
      const site = readerOf(this.site)
      const chunk: PlannedChunk = ready ?? (await planChunk(batch, { site, memory }, asking))
      const next = batches[at + 1]
      const planning =
        ahead && next !== undefined && canBeLaidOver(chunk.operations)
          ? await ChunkPlanning.begin(next, new RecentMemory(memory, kind, chunk), asking)
          : null
      const { operations, lastId } = chunk
      await planning?.load(operations.length === 0 ? site : new RecentSite(site, operations, lastId))
      if (operations.length > 0) this.site.lastId = lastId
      this.site.apply(operations)
      await memory.forget(chunk.forgotten)
      await memory.remember(chunk.remembered, chunk.staleAtOnce)
      ready = (await planning?.plan()) ?? null
      outcomes.push(...chunk.outcomes)
      look({ ...chunk, actions: some[at]! })
    }
    return outcomes
  }
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size))
  return chunks
}
