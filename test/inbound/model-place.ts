import { hash } from 'node:crypto'
import type { Action, RecordKind } from '../../src/domain/action.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { batchOf } from '../../src/inbound/batch.ts'
import { type Known, Outline } from '../../src/inbound/outline/outline.ts'
import { digestsIn } from '../../src/inbound/outline/stored-outline.ts'
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
  /** Goes by the outline of the feed's last file of the kind, and keeps that of this one. */
  readonly outlined?: boolean
}

/** A site and a memory without any database: thousands of sequences can be tried. */
export class ModelPlace {
  readonly site = new ModelSite()
  readonly memory = new MapMemory()
  readonly #outlines = new Map<string, { readonly blocks: Buffer; readonly doubtful: readonly string[] }>()
  readonly #hashRecord: (text: string) => string

  constructor(hashRecord: (text: string) => string = hashText) {
    this.#hashRecord = hashRecord
  }

  /** Carries out a file; `look` sees each chunk after it was applied. */
  async take(
    { kind, actions }: Batch,
    { settings, feed = 0, verify = false, chunkRecords = 100, ahead = false, outlined = false }: How,
    look: (chunk: Imported) => void = () => undefined,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    const asking = { kind, verify, context: contextOf(settings) }
    const kept = this.memory.of(kind, feed)
    const place = `${kind} ${feed}`
    const outline = outlined && !verify ? new Outline(kind, this.#known(kind, feed), actions.length, 0) : null
    const memory = outline?.memory(kept) ?? kept
    const some = chunked(actions, chunkRecords)
    const batches = await Promise.all(
      some.map((chunk) => batchOf(recordsOf(chunk), this.#hashRecord, outline?.knows.bind(outline))),
    )
    let ready: PlannedChunk | null = null
    for (const [at, batch] of batches.entries()) {
      const site = readerOf(this.site)
      const chunk: PlannedChunk = ready ?? (await planChunk(batch, { site, memory }, asking))
      if (ready === null) outline?.note(batch.keyed, chunk)
      const next = batches[at + 1]
      const planning =
        ahead && next !== undefined && canBeLaidOver(chunk.operations)
          ? await ChunkPlanning.begin(next, new RecentMemory(memory, kind, chunk), asking)
          : null
      const { operations, lastId } = chunk
      await planning?.load(operations.length === 0 ? site : new RecentSite(site, operations, lastId))
      if (operations.length > 0) this.site.lastId = lastId
      this.site.apply(operations)
      await kept.forget(chunk.forgotten)
      if (chunk.remembered.length > 0) this.#outlines.delete(place)
      await kept.remember(chunk.remembered, chunk.staleAtOnce)
      ready = (await planning?.plan()) ?? null
      if (ready !== null) outline?.note(next!.keyed, ready)
      outcomes.push(...chunk.outcomes)
      look({ ...chunk, actions: some[at]! })
    }
    const toKeep = outline?.toKeep() ?? null
    if (toKeep !== null) this.#outlines.set(place, toKeep)
    return outcomes
  }

  #known(kind: RecordKind, feed: number): Known | null {
    const kept = this.#outlines.get(`${kind} ${feed}`)
    if (kept === undefined) return null
    const stale = this.memory.all().filter((one) => one.kind === kind && one.feed === feed && one.stale)
    return {
      blocks: digestsIn(kept.blocks),
      doubtful: new Set([...kept.doubtful, ...stale.map(({ key }) => key)]),
    }
  }
}

/** 32 hex digits. */
function hashText(text: string): string {
  return hash('md5', text)
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size))
  return chunks
}
