import { finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import { type Line, linesOf } from './lines.ts'
import { lineReader } from './row.ts'
import type { FlatfileSettings } from './settings.ts'

/** Streams the lines of an inspected flat file as records, in batches that are full but for the last. */
export async function* records(
  file: SourceFile,
  { encoding }: Inspection,
  settings: FlatfileSettings,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const read = lineReader(settings)
  let batch: SourceRecord[] = []
  for await (const lines of linesOf(file, encoding)) {
    for (const line of lines) {
      batch.push(recordOf(line, read))
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function recordOf({ line, text }: Line, read: ReturnType<typeof lineReader>): SourceRecord {
  if (text.includes(SEPARATOR)) {
    return { line, key: null, text, finding: finding('RB-1317') }
  }
  const asked = read(text)
  if ('code' in asked) return { line, key: null, text, finding: asked }
  // What it asks for, not how it is written: spaces, quotes and the settings behind it are in the action.
  return { line, key: recordKey(asked), text: JSON.stringify(asked), action: asked }
}
