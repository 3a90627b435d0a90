import type { SourceRecord } from '../../formats/format.ts'

/** A resumed run passes over the records that have their outcome. */
export async function* withoutFirst(
  batches: AsyncIterable<SourceRecord[]>,
  done: number,
): AsyncGenerator<SourceRecord[]> {
  let position = 0
  for await (const records of batches) {
    const rest = records.slice(Math.max(0, done - position))
    position += records.length
    if (rest.length > 0) yield rest
  }
}
