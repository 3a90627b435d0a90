import { styleText } from 'node:util'
import { printable } from '../printable.ts'
import { findingText } from '../run-documents.ts'
import { table } from '../table.ts'
import type { CheckedFile } from './check-files.ts'

const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  ':': 'colon',
  '\t': 'tab',
}

/** A checked file as JSON has it (`docs/reference/json.md`). */
export function checkedDocument(file: CheckedFile, format: string): object {
  const { name, inspection, refusal, findings, refused } = file
  return {
    name,
    format,
    kind: inspection?.kind ?? null,
    encoding: inspection?.encoding ?? null,
    separator: inspection?.separator ?? null,
    header: inspection?.header ?? null,
    records: inspection?.records ?? 0,
    blankLines: inspection?.blankLines ?? 0,
    refusal,
    warnings: inspection?.warnings ?? [],
    refused,
    findings,
  }
}

/** The same for people. */
export function checkedText(file: CheckedFile, format: string): string {
  const { inspection, refusal, findings, refused } = file
  const name = styleText('bold', printable(file.name))
  if (inspection === null) return `${name}: ${styleText('red', 'refused')}\n  ${findingText(refusal!)}\n`
  const { kind, encoding, separator, records, blankLines, warnings } = inspection
  const blank = blankLines === 0 ? '' : `, ${blankLines} blank lines`
  const columned = separator === undefined ? '' : `, separated by ${SEPARATORS[separator] ?? separator}`
  const lines = [
    `${name}: ${kind} records, ${format}, ${encoding}${columned}`,
    `  ${records} records${blank}, ${refused === 0 ? 'none refused' : styleText('red', `${refused} refused`)}`,
    ...warnings.map((warning) => `  ${findingText(warning)}`),
  ]
  const columns = [
    { title: 'line', align: 'right' },
    { title: 'code' },
    { title: 'field' },
    { title: 'what' },
  ] as const
  const rows = findings.map(({ line, code, field, message }) => [line, code, field ?? null, message])
  const rest = refused > findings.length ? `… and ${refused - findings.length} more\n` : ''
  return `${lines.join('\n')}\n${table(columns, rows)}${rest}`
}
