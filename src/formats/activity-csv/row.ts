import { type Finding, finding } from '../../domain/finding.ts'
import type { Moment } from '../../domain/sync-action.ts'
import { readDateText } from '../../domain/values/date-text.ts'
import { parseDecimal } from '../../domain/values/decimal.ts'
import { nearest } from '../../domain/values/nearest.ts'

/** As many as PostgreSQL and people's patience hold; an exponent could stand for a thousand. */
const DECIMAL = /^[+-]?\d{0,15}(?:\.\d{0,15})?$/

/** Of an `integer` column. */
const MOST = 2_147_483_647

const TIMES = 'times such as 2026-03-25T10:15:00Z, 2026-03-25 10:15 (in the zone of the site) or 2026-03-25'

/** The cells of one row by their columns. The first that cannot be read is kept as the fault of the row. */
export class Row {
  readonly #cells: readonly string[]
  readonly #places: ReadonlyMap<string, number>
  #fault: Finding | null = null

  constructor(cells: readonly string[], places: ReadonlyMap<string, number>) {
    this.#cells = cells
    this.#places = places
  }

  get fault(): Finding | null {
    return this.#fault
  }

  /** Null when it is empty or there is no such column. */
  optional(column: string): string | null {
    const place = this.#places.get(column)
    const cell = place === undefined ? '' : this.#cells[place]!
    return cell === '' ? null : cell
  }

  text(column: string): string {
    const text = this.optional(column)
    if (text === null) this.#refuse(finding('RB-2001', { field: column }))
    return text ?? ''
  }

  /** One of a few words, whatever its case. */
  word<T extends string>(column: string, words: readonly T[], otherwise?: T): T {
    const text = this.optional(column)
    if (text === null && otherwise !== undefined) return otherwise
    const folded = (text ?? '').toLowerCase()
    const word = words.find((one) => one === folded)
    if (word !== undefined) return word
    if (text === null) this.text(column)
    else this.#refuse(notOneOf(column, text, words))
    return words[0]!
  }

  whole(column: string, least: number, most = MOST): number {
    const text = this.text(column)
    const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return number
    this.#refuse(finding('RB-3002', { field: column, value: text, least, most }))
    return least
  }

  decimal(column: string): string | null {
    const text = this.optional(column)
    if (text === null) return null
    if (!DECIMAL.test(text) || parseDecimal(text) === null) {
      this.#refuse(finding('RB-4503', { field: column, value: text }))
    }
    return text
  }

  /** Milliseconds since 1970 UTC where the cell has a zone, else as `Moment` spells a local time. */
  time(column: string): number | string {
    const text = this.text(column)
    return (text === '' ? null : this.#time(column, text)) ?? 0
  }

  optionalTime(column: string): number | string | null {
    const text = this.optional(column)
    return text === null ? null : this.#time(column, text)
  }

  #time(column: string, text: string): Exclude<Moment, null> | null {
    const read = readDateText(text)
    if (read === null) {
      this.#refuse(finding('RB-2011', { field: column, value: text, accepted: TIMES }))
      return null
    }
    const { date, clock, offset } = read
    if (clock === null) return date
    return offset === null ? `${date}T${clock}` : Date.parse(`${date}T${clock}${offset}`)
  }

  #refuse(why: Finding): void {
    this.#fault ??= why
  }
}

function notOneOf(field: string, value: string, words: readonly string[]): Finding {
  const near = nearest(value, words)
  return finding('RB-2003', {
    field,
    value,
    accepted: words.join(', '),
    hint: near === null ? '' : `. Did you mean "${near}"?`,
  })
}
