import type { RosterDataset } from '../domain/activity.ts'
import type { RosterRows } from '../domain/rosters.ts'
import type { ActivityQuestion, PeopleFilter } from './activity.ts'

/** The side of a site that tells whom and what it holds now. A site that cannot tell a list refuses with a finding. */
export interface RosterSource {
  /**
   * A full list as it is now, in batches of at most `ACTIVITY_BATCH`, read in one consistent picture and in memory that
   * does not grow with it. People who are never sent (outbound rule O-51) are not in it, nor those whom a filter of the
   * question leaves out. The order is that of code points: people by username; courses by short name and id; enrolments
   * by person, course, role (none last) and method. A site whose database compares texts in a way of its own leaves
   * filters and order to the caller.
   */
  roster<D extends RosterDataset>(
    dataset: D,
    question: RosterQuestion,
  ): AsyncIterable<readonly RosterRows[D][]>
}

/** What is to be told of people besides the identifiers. */
export type AskedOfPeople = Pick<ActivityQuestion, 'accountFields' | 'profileFields' | 'cohorts'>

export interface RosterQuestion extends AskedOfPeople {
  /** A person has to pass all of them. What they judge by is among what is asked. */
  readonly filters: readonly PeopleFilter[]
}
