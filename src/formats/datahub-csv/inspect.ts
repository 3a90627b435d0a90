import { finding, refusal } from '../../domain/finding.ts'
import { findSeparator } from '../csv/find-separator.ts'
import { CsvReader } from '../csv/reader.ts'
import { WordCount } from '../csv/word-count.ts'
import { decode } from '../encodings/decode.ts'
import { settleEncoding } from '../encodings/settle.ts'
import type { Inspection, SourceFile } from '../format.ts'
import { type CheckedHeader, checkHeader } from './header.ts'
import type { DatahubSettings } from './settings.ts'
import { REMOVAL_WORDS } from './verbs.ts'

/**
 * Reads a whole file once (Data Hub rule F-3): encoding, separator, header, the structure of every record, counts.
 * Throws RollbookError RB-10xx when the file is refused; a file without rows is not (Data Hub quirk Q-7), an empty
 * one is, by RB-1002.
 */
export async function inspect(file: SourceFile, settings: DatahubSettings): Promise<Inspection> {
  const { encoding, guessed, result } = await settleEncoding(file, settings.encoding, (encoding) =>
    look(file, encoding, settings),
  )
  const warnings = guessed ? [finding('RB-1008', { value: encoding }), ...result.warnings] : result.warnings
  return { ...result, encoding, warnings }
}

async function look(
  file: SourceFile,
  encoding: string,
  settings: DatahubSettings,
): Promise<Omit<Inspection, 'encoding'>> {
  const separator = await findSeparator(file, encoding, settings.separator)
  const reader = new CsvReader(separator, 1)
  const removals = new WordCount(REMOVAL_WORDS)
  let header: CheckedHeader | undefined
  for await (const text of decode(file, encoding)) {
    removals.push(text)
    const [first] = reader.push(text)
    if (first !== undefined) header = checkHeader(first, file.kind, separator, settings)
  }
  const [last] = reader.end()
  if (last !== undefined) header = checkHeader(last, file.kind, separator, settings)
  if (header === undefined) throw refusal('RB-1002')
  const { kind, cells, warnings, maySuspend } = header
  return {
    kind,
    separator,
    header: cells,
    records: reader.count - 1,
    blankLines: reader.blankLines,
    warnings,
    ...(!maySuspend && { mayRemove: Math.min(removals.count, reader.count - 1) }),
  }
}
