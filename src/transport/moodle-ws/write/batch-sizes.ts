import { CONTROL_FIELDS } from '../form.ts'
import type { WsLimits } from '../settings.ts'

/** What a record, or a batch of them, takes up in a call. */
export interface Extent {
  /** Form fields. */
  readonly fields: number
  /** Of the encoded body. */
  readonly bytes: number
}

/** A batch that times out is followed by smaller ones, but never by ones smaller than this part of the first. */
const SMALLEST_PART = 4

/** How much goes into one call: what was set, and what the server has shown since. Limits only ever go down. */
export class BatchSizes {
  #fields: number
  #bytes: number
  readonly #records = new Map<string, number>()

  constructor(limits: Pick<WsLimits, 'variables' | 'bodyBytes'>) {
    this.#fields = limits.variables - CONTROL_FIELDS
    this.#bytes = limits.bodyBytes
  }

  /** Fields of one call, Rollbook's own included. */
  get variables(): number {
    return this.#fields + CONTROL_FIELDS
  }

  fits(extent: Extent): boolean {
    return extent.fields <= this.#fields && extent.bytes <= this.#bytes
  }

  /** Records of one call of a function that starts with `size`. */
  records(name: string, size: number): number {
    return this.#records.get(name) ?? size
  }

  /** Calls with this many fields are taken whole, larger ones have not been. */
  noMoreFields(fields: number): void {
    this.#fields = Math.max(1, Math.min(this.#fields, fields))
  }

  /** A body of this size was refused. */
  tooManyBytes(bytes: number): void {
    this.#bytes = Math.max(1, Math.min(this.#bytes, Math.floor(bytes / 2)))
  }

  /** A call of this many records took longer than somebody on the way would wait. */
  tooSlow(name: string, size: number, records: number): void {
    const least = Math.max(1, Math.ceil(size / SMALLEST_PART))
    const half = Math.max(least, Math.floor(records / 2))
    this.#records.set(name, Math.min(this.records(name, size), half))
  }
}
