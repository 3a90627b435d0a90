import type { RecordKind } from '../domain/action.ts'
import type { Finding } from '../domain/finding.ts'
import type { OutcomeWord } from '../domain/outcome.ts'
import type { Inspection } from '../formats/format.ts'

/**
 * A run is told by its row: `running` → `succeeded`, `failed` or (a plan) `planned` → `applied`, `stale`. A run with more removals than its feed allows becomes a plan that is `held` until a person
 * releases it (`applied`) or discards it, or a newer file of the feed takes its place (`cancelled`). A run whose
 * process ended stays `running` until it is resumed at its cursor; a plan that was interrupted is made anew.
 */
export type RunState =
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'planned'
  | 'applied'
  | 'stale'
  | 'held'
  | 'cancelled'
export type RunKind = 'import' | 'plan' | 'apply'

export type Counts = Partial<Record<OutcomeWord, number>>

/**
 * What becomes of the records that a run with a sieve does not take: they are `held` by another run, or refused
 * because the feed leaves removals out (`skipped`), or no records of the run at all (`absent`).
 */
export type SieveRest = 'held' | 'skipped' | 'absent'

/** What a run needs of its row to go on. */
export interface Run {
  readonly organisationId: number
  readonly id: number
  readonly kind: RunKind
  readonly feedId: number
  readonly siteId: number
  readonly format: string
  readonly settings: unknown
  readonly verify: boolean
  /** The time that the whole run keeps to, in milliseconds since 1970 UTC, also after a resume. */
  readonly now: number
  /** The guard has looked at it; what it found stands in the row. */
  readonly isJudged: boolean
  /** It is held, or will be when its plan is made. */
  readonly isHeld: boolean
  /** An import that is a plan while the guard judges it. */
  readonly isGuarded: boolean
  /** Null: it takes all records. */
  readonly sieve: SieveRest | null
  /** Records of its feed wait for somebody or something. */
  readonly hasWaiting: boolean
  /** The same of other feeds of its site. */
  readonly othersWait: boolean
}

export interface RunFile {
  readonly fileNo: number
  readonly name: string
  readonly kind: RecordKind | null
  /** The container that arrived, and which of its files this is. */
  readonly sha256: string
  readonly size: number
  readonly entry: number
  readonly state: 'waiting' | 'done' | 'refused'
  readonly inspection: Inspection | null
  /** Records with an outcome so far: the cursor. */
  readonly done: number
  readonly counts: Counts
  readonly finding: Finding | null
}
