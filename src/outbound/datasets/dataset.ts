import type { ActivityDataset, ActivityFacts } from '../../domain/activity.ts'

/** A cell before it is spelled: text as it is, an instant that takes a date format, or a status word. */
export type Cell = string | { readonly instant: number | null } | { readonly status: string }

export type Only = 'completed' | 'all'

/** One row of a file, before its person and its spelling. */
export interface DatasetRow {
  /** Delivered once, no change of it is news. */
  readonly once?: true
  /** Of the event, in milliseconds since 1970 UTC (outbound rule O-30). */
  readonly at: number
  /** For the columns of the dataset, in their order. */
  readonly cells: readonly Cell[]
  /** Names and number that the order goes by after instant and username (outbound rule O-13). */
  readonly order: { readonly names: readonly [string] | readonly [string, string]; readonly number: number }
}

/** How a dataset becomes the rows of a file. */
export interface DatasetRules<D extends ActivityDataset> {
  readonly dataset: D
  /** Of its file names (outbound rule O-2). */
  readonly prefix: string
  /** Default headings after `username`, `uniqueid`, `Date`. */
  readonly columns: readonly string[]
  /** Whether a fact that was delivered is never sent again under this setting of `only` (outbound rules O-32, O-37). */
  once(only: Only): boolean
  /** Null: it is not sent. */
  row(fact: ActivityFacts[D], only: Only): DatasetRow | null
  /**
   * Several facts share a key, and the last of them before the end of the window tells what is (outbound rule O-34).
   * Absent: each fact has a key of its own.
   */
  readonly later?: (one: ActivityFacts[D], other: ActivityFacts[D]) => boolean
}
