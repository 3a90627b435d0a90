import type { RawBuilder } from 'kysely'
import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterQuestion } from '../../sites/embedded/read/rosters.ts'
import type { Cell } from '../datasets/dataset.ts'

/** How a full list becomes the rows of a file. */
export interface RosterRules<Row> {
  readonly dataset: RosterDataset
  /** Rows are about a person, and begin with `username` and `uniqueid`. */
  readonly ofPeople: boolean
  /** Default headings, behind those of the person. */
  readonly columns: readonly string[]
  query(siteId: number, question: RosterQuestion): RawBuilder<Row>
  /** @param day the first instant of a date `YYYY-MM-DD`, null for none */
  cells(row: Row, day: (date: string) => number | null): readonly Cell[]
}

export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
