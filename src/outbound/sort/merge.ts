import type { Compare } from './sorter.ts'

/** Where the merge stands in one source. */
interface Reader<T> {
  readonly source: AsyncIterator<T[]>
  /** Sources are equals but for their number, so that the result is the same each time. */
  readonly number: number
  batch: T[]
  at: number
}

/** Sorted sources as one, in batches of `size`. */
export async function* merged<T>(
  sources: readonly AsyncIterable<T[]>[],
  compare: Compare<T>,
  size: number,
): AsyncGenerator<T[]> {
  const readers: Reader<T>[] = []
  try {
    const before = (one: Reader<T>, other: Reader<T>) =>
      (compare(one.batch[one.at]!, other.batch[other.at]!) || one.number - other.number) < 0
    for (const [number, source] of sources.entries()) {
      const reader: Reader<T> = { source: source[Symbol.asyncIterator](), number, batch: [], at: 0 }
      if (await advance(reader)) push(readers, reader, before)
    }
    let out: T[] = []
    while (readers.length > 0) {
      const first = readers[0]!
      out.push(first.batch[first.at]!)
      first.at++
      if (first.at < first.batch.length || (await advance(first))) sink(readers, before)
      else {
        const last = readers.pop()!
        if (readers.length > 0) {
          readers[0] = last
          sink(readers, before)
        }
      }
      if (out.length === size) {
        yield out
        out = []
      }
    }
    if (out.length > 0) yield out
  } finally {
    for (const { source } of readers) await source.return?.()
  }
}

/** Takes the next batch of a source; false at its end. */
async function advance<T>(reader: Reader<T>): Promise<boolean> {
  const next = await reader.source.next()
  if (next.done) return false
  reader.batch = next.value
  reader.at = 0
  return true
}

type Before<T> = (one: Reader<T>, other: Reader<T>) => boolean

/** A binary heap: the reader whose thing is next stands first. */
function push<T>(heap: Reader<T>[], reader: Reader<T>, before: Before<T>): void {
  let at = heap.push(reader) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!before(heap[at]!, heap[above]!)) return
    swap(heap, at, above)
    at = above
  }
}

function sink<T>(heap: Reader<T>[], before: Before<T>): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) return
    const right = left + 1
    const least = right < heap.length && before(heap[right]!, heap[left]!) ? right : left
    if (!before(heap[least]!, heap[at]!)) return
    swap(heap, at, least)
    at = least
  }
}

function swap<T>(heap: Reader<T>[], one: number, other: number): void {
  const kept = heap[one]!
  heap[one] = heap[other]!
  heap[other] = kept
}
