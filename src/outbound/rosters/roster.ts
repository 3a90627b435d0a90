import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterRows } from '../../domain/rosters.ts'
import type { Cell } from '../datasets/dataset.ts'

/** How a full list becomes the rows of a file. */
export interface RosterRules<D extends RosterDataset> {
  readonly dataset: D
  /** Rows are about a person, and begin with `username` and `uniqueid`. */
  readonly ofPeople: boolean
  /** Fields of the account that its cells show. */
  readonly fields: readonly string[]
  /** Default headings, behind those of the person. */
  readonly columns: readonly string[]
  /** @param day the first instant of a date `YYYY-MM-DD`, null for none */
  cells(row: RosterRows[D], day: (date: string) => number | null): readonly Cell[]
}

export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
