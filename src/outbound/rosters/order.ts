import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterRows } from '../../domain/rosters.ts'
import { byCodePoint } from '../sort/compare.ts'
import type { Compare } from '../sort/sorter.ts'

/** The order of each full list, as the port `RosterSource` has it. */
export const ROSTER_ORDER: { readonly [D in RosterDataset]: Compare<RosterRows[D]> } = {
  user: byPerson,
  course: byCourse,
  enrolment: (one, other) =>
    byPerson(one, other) ||
    byCourse(one, other) ||
    byRole(one.role, other.role) ||
    byCodePoint(one.method, other.method),
}

function byPerson({ learner: one }: RosterRows['user'], { learner: other }: RosterRows['user']): number {
  return byCodePoint(one.username, other.username)
}

function byCourse({ course: one }: RosterRows['course'], { course: other }: RosterRows['course']): number {
  return byCodePoint(one.shortname, other.shortname) || one.id - other.id
}

function byRole(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return byCodePoint(one, other)
}
