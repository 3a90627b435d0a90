import type { Action } from '../../src/domain/action.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { type PlannedChunk, planChunk } from '../../src/inbound/plan-chunk.ts'
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
    { settings, feed = 0, verify = false, chunkRecords = 100 }: How,
    look: (chunk: Imported) => void = () => undefined,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (let start = 0; start < actions.length; start += chunkRecords) {
      const some = actions.slice(start, start + chunkRecords)
      const memory = this.memory.of(kind, feed)
      const asking = {
        kind,
        verify,
        context: contextOf(settings),
        hashRecord: this.#hashRecord,
        newcomers: null,
      }
      const chunk = await planChunk(recordsOf(some), readerOf(this.site), memory, asking)
      if (chunk.operations.length > 0) this.site.lastId = chunk.lastId
      this.site.apply(chunk.operations)
      await memory.forget(chunk.forgotten)
      await memory.remember(chunk.remembered, chunk.staleAtOnce)
      outcomes.push(...chunk.outcomes)
      look({ ...chunk, actions: some })
    }
    return outcomes
  }
}
