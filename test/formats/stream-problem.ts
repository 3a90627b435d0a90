import { RollbookError } from '../../src/domain/finding.ts'
import type { Format, Inspection, SourceFile } from '../../src/formats/format.ts'

/** What must never happen with any file of a format, or null: it is refused whole, or each record is sound and in order. */
export async function streamProblem<Settings>(
  format: Format<Settings>,
  file: SourceFile,
): Promise<string | null> {
  const settings = format.settings({})
  let inspection: Inspection
  try {
    inspection = await format.inspect(file, settings)
  } catch (error) {
    return error instanceof RollbookError ? null : `${error}`
  }
  let line = 1
  let count = 0
  for await (const batch of format.records(file, inspection, settings, 3)) {
    for (const record of batch) {
      if (record.line <= line) return `line ${record.line} after line ${line}`
      line = record.line
      count++
      if ((record.action === undefined) === (record.finding === undefined)) return `line ${line} is no record`
      if (record.key === null && record.action !== undefined) return `line ${line} has no key`
    }
  }
  return count === inspection.records ? null : `${count} records, ${inspection.records} counted`
}
