import type { RosterDataset } from '../../domain/activity.ts'
import { course } from './course.ts'
import { enrolment } from './enrolment.ts'
import type { RosterRules } from './roster.ts'
import { user } from './user.ts'

const RULES: { readonly [D in RosterDataset]: RosterRules<D> } = { user, course, enrolment }

/** Every full list with its rules. */
export function rosterRules(dataset: RosterDataset): RosterRules<RosterDataset> {
  return RULES[dataset] as RosterRules<RosterDataset>
}

/** All columns of a list's files by their default headings. */
export function rosterColumns({ ofPeople, columns }: RosterRules<RosterDataset>): string[] {
  return ofPeople ? ['username', 'uniqueid', ...columns] : [...columns]
}
