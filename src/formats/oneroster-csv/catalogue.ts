import { courseFault } from './course.ts'
import type { References } from './references.ts'
import type { Row } from './row.ts'
import type { Sessions } from './session.ts'

/** The courses of a package that classes may refer to, with the organisations that these refer to. */
export class Catalogue implements References {
  readonly file = 'courses.csv'
  readonly isWhole: boolean
  readonly #orgs = new Map<string, string>()

  constructor(isWhole: boolean) {
    this.isWhole = isWhole
  }

  /** Takes a row without faults of its own, unless it refers to a session that is not there. */
  add(row: Row, sessions: Sessions): void {
    if (courseFault(row, sessions) === null) this.#orgs.set(row.sourcedId, row.get('orgSourcedId'))
  }

  has(sourcedId: string): boolean {
    return this.#orgs.has(sourcedId)
  }

  /** Null when the course came with an earlier package. Only the site knows whether the organisation is there. */
  orgOf(sourcedId: string): string | null {
    return this.#orgs.get(sourcedId) ?? null
  }
}
