import { finding } from '../../domain/finding.ts'
import type { ExportResult } from '../../outbound/run-export.ts'
import { publishedText } from './published-text.ts'

type Result = Omit<ExportResult, 'runId'>

/** What became of an export, a line for each file. */
export function resultText({ export: name, files, finding: why }: Result): string {
  const lines = files.map(publishedText)
  if (lines.length === 0 && why === null) lines.push('nothing is due')
  return lines.map((line) => `${name}: ${line}\n`).join('')
}

/** What there is to know of it besides, and why it failed: a note each. */
export function resultNotes({ export: name, files, finding: why, warnings }: Result): string[] {
  const notes = files.flatMap(({ what, name: file, counts }) => [
    ...(what === 'found' ? [finding('RB-7118', { value: file })] : []),
    ...(counts.held > 0 ? [finding('RB-7121', { value: file, rows: counts.held })] : []),
  ])
  return [...notes, ...warnings, ...(why === null ? [] : [why])].map(
    ({ code, message }) => `${name}: ${code} ${message}`,
  )
}
