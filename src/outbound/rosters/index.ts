import type { RosterDataset } from '../../domain/activity.ts'
import { course } from './course.ts'
import { enrolment } from './enrolment.ts'
import type { RosterRules } from './roster.ts'
import { user } from './user.ts'

const RULES = { user, course, enrolment } as const satisfies {
  readonly [D in RosterDataset]: { dataset: D } | object
}

/** Every full list with its rules. */
export function rosterRules(dataset: RosterDataset): RosterRules<object> {
  return RULES[dataset] as RosterRules<object>
}

/** All columns of a list's files by their default headings. */
export function rosterColumns({ ofPeople, columns }: RosterRules<object>): string[] {
  return ofPeople ? ['username', 'uniqueid', ...columns] : [...columns]
}
