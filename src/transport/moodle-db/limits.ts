export interface DbLimits {
  /** For a connection to be made and signed in. */
  readonly connectMs: number
  /** Of one statement: a page or a look-up. */
  readonly statementMs: number
}

/**
 * The first page of a quiet day walks through a whole table, a hundred million rows on the largest sites: minutes, not
 * hours.
 */
export const DB_LIMITS: DbLimits = { connectMs: 15_000, statementMs: 900_000 }

/** How much later than the server this side gives up: only when the server does not answer at all. */
export const GRACE_MS = 15_000
