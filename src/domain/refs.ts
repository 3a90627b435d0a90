import type { Identifiers } from './action.ts'

/** What a chunk of actions names, each name once: all that a site must look up to plan it. */
export interface Refs {
  readonly usernames: ReadonlySet<string>
  readonly emails: ReadonlySet<string>
  readonly idnumbers: ReadonlySet<string>
  readonly shortnames: ReadonlySet<string>
  readonly courseIdnumbers: ReadonlySet<string>
  readonly categoryNames: ReadonlySet<string>
  /** Who is to be enrolled where, as the records name them; only for enrolment records. */
  readonly places: readonly Place[]
  readonly teachers: boolean
}

/** One enrolment record's person and place. */
export interface Place {
  readonly person: Identifiers
  readonly context: string
  readonly instance: string
  readonly group: string
  readonly grouping: string
}
