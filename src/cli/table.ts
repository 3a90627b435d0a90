import { styleText } from 'node:util'
import { printable } from './printable.ts'
import { clipToWidth, textWidth } from './text-width.ts'

export interface Column {
  readonly title: string
  /** Numbers stand on the right. */
  readonly align?: 'right'
  /** Wider cells are cut. Absent: as wide as need be. */
  readonly most?: number
}

export type Cell = string | number | null

/** A table for people: titles, then a line for each row. Ends with a line break; empty when there is no row. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return ''
  const texts = rows.map((row) => columns.map((column, at) => cellText(column, row[at] ?? null)))
  const widths = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...texts.map((row) => textWidth(row[at]!))),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, at) => pad(cells[at]!, widths[at]!, align))
      .join('  ')
      .trimEnd()
  const titles = line(columns.map(({ title }) => title))
  return [styleText('bold', titles), ...texts.map(line)].map((text) => `${text}\n`).join('')
}

function cellText({ most }: Column, cell: Cell): string {
  const text = printable(String(cell ?? ''))
  return most === undefined ? text : clipToWidth(text, most)
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const blanks = ' '.repeat(width - textWidth(text))
  return align === 'right' ? blanks + text : text + blanks
}
