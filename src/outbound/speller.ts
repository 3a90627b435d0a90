import { cleanValue } from './csv/cells.ts'
import type { Cell } from './datasets/dataset.ts'
import type { ExportSettings } from './settings/settings.ts'

/** Spells the values of a file as an export's settings say: dates, status words, and what may stand in a CSV cell. */
export class Speller {
  readonly #settings: ExportSettings

  constructor(settings: ExportSettings) {
    this.#settings = settings
  }

  /** @param column its default heading */
  cell(column: string, cell: Cell): string {
    if (typeof cell === 'string') return this.text(cell)
    if ('instant' in cell) return cell.instant === null ? '' : this.date(column, cell.instant)
    const { statusWords } = this.#settings
    return this.text(Object.hasOwn(statusWords, cell.status) ? statusWords[cell.status]! : cell.status)
  }

  date(column: string, instant: number): string {
    const { dates, timeZone } = this.#settings
    return this.text((dates.own.get(column) ?? dates.general)(instant, timeZone))
  }

  text(value: string): string {
    return cleanValue(value, this.#settings)
  }
}
