import { styleText } from 'node:util'
import { printable } from '../printable.ts'
import { findingText } from '../run-documents.ts'
import { table } from '../table.ts'
import { clipToWidth } from '../text-width.ts'
import type { CheckedFile } from './check-files.ts'
import { separatorWord } from './separator-word.ts'
import type { Understood } from './understood.ts'

/** Of one value, on a terminal. */
const MOST_WIDTH = 40

/** A checked file as JSON has it (`docs/reference/json.md`). */
export function checkedDocument(file: CheckedFile, format: string | null): object {
  const { name, inspection, refusal, advice, first, findings, refused } = file
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
    advice,
    warnings: inspection?.warnings ?? [],
    first,
    refused,
    findings,
  }
}

/** The same for people. */
export function checkedText(file: CheckedFile, format: string | null): string {
  const { inspection, refusal, findings, refused, first } = file
  const name = styleText('bold', printable(file.name))
  if (inspection === null) {
    const lines = [
      `${name}: ${styleText('red', 'refused')}`,
      `  ${findingText(refusal!)}`,
      ...adviceLines(file),
    ]
    return `${lines.join('\n')}\n`
  }
  const { kind, encoding, separator, records, blankLines, warnings } = inspection
  const blank = blankLines === 0 ? '' : `, ${blankLines} blank lines`
  const columned = separator === undefined ? '' : `, separated by ${separatorWord(separator)}`
  const lines = [
    `${name}: ${kind} records, ${format}, ${encoding}${columned}`,
    `  ${records} records${blank}, ${refused === 0 ? 'none refused' : styleText('red', `${refused} refused`)}`,
    ...warnings.map((warning) => `  ${findingText(warning)}`),
    ...first.map(understoodLine),
  ]
  const columns = [
    { title: 'line', align: 'right' },
    { title: 'code' },
    { title: 'field' },
    { title: 'what' },
  ] as const
  const rows = findings.map(({ line, code, field, message }) => [line, code, field ?? null, message])
  const isCut = findings.length > 0 && refused > findings.length
  const rest = isCut ? `… and ${refused - findings.length} more\n` : ''
  return `${lines.join('\n')}\n${table(columns, rows)}${rest}`
}

function adviceLines({ advice, first }: CheckedFile): string[] {
  if (advice === null) return []
  const options = Object.entries(advice).map(([name, value]) => `--set '${name}=${value}'`)
  return [`  It can be read with ${options.join(' ')}`, ...first.map(understoodLine)]
}

function understoodLine({ line, asks, fields }: Understood): string {
  const values = Object.entries(fields).map(([name, value]) => {
    return `${printable(name)}=${clipToWidth(printable(value), MOST_WIDTH)}`
  })
  return `  line ${line}: ${[asks, ...values].join('  ')}`
}
