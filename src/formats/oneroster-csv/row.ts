import type { CsvRecord } from '../csv/record.ts'
import type { Layout } from './layout.ts'
import { ACTIVE } from './vocabulary.ts'

/** A row of a table, read by the names of its columns. */
export class Row {
  readonly line: number
  readonly cells: readonly string[]
  /** Columns whose value is to be taken away. */
  readonly erased: ReadonlySet<string>
  readonly #layout: Layout

  constructor({ line, cells }: CsvRecord, layout: Layout, erased: ReadonlySet<string> = new Set()) {
    this.line = line
    this.cells = cells
    this.erased = erased
    this.#layout = layout
  }

  /** Without outer spaces; empty when the file has no such column. */
  get(column: string): string {
    const index = this.#layout.places.get(column)
    return index === undefined ? '' : (this.cells[index] ?? '').trim()
  }

  has(column: string): boolean {
    return this.#layout.places.has(column)
  }

  /** The items of a list, without empty ones. */
  list(column: string): string[] {
    return itemsOf(this.get(column))
  }

  /** The sourcedIds that a column names, whether it is a list or a single one. */
  references(column: string): string[] {
    const isList = this.#layout.columns.some(({ name, type }) => name === column && type === 'list')
    const value = this.get(column)
    if (isList) return itemsOf(value)
    return value === '' ? [] : [value]
  }

  get sourcedId(): string {
    return this.get('sourcedId')
  }

  /** Does a delta say that the record is no more? */
  get isWithdrawn(): boolean {
    return this.#layout.mode === 'delta' && this.get('status') !== ACTIVE
  }
}

export function itemsOf(cell: string): string[] {
  return cell
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** How messages call a row. */
export function rowLabel(sourcedId: string): string {
  return sourcedId === '' ? 'A row without sourcedId' : sourcedId
}
