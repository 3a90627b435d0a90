import type { Candidate } from './candidate.ts'
import type { PackedRow } from './packed-row.ts'

/** Facts read for one question to the ledger, which costs a transaction. */
const ENOUGH = 5_000
/** A question is a sign of life as well, and a site may take minutes for so many. */
const LONG_ENOUGH_MS = 5_000

/** Rows for one question to the ledger. */
export class Gathered {
  readonly rows: PackedRow[] = []
  readonly held = new Set<PackedRow>()
  /** How many were read for them. */
  #facts = 0
  readonly #since = performance.now()

  /** @param rows the candidates, packed */
  add(facts: number, candidates: readonly Candidate[], rows: readonly PackedRow[]): void {
    this.#facts += facts
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      this.rows.push(row)
      if (candidates[index]!.held) this.held.add(row)
    }
  }

  get isEnough(): boolean {
    return this.#facts >= ENOUGH || performance.now() - this.#since >= LONG_ENOUGH_MS
  }
}
