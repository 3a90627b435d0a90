import type { EntityKind } from '../../../domain/entities.ts'
import type { Finding } from '../../../domain/finding.ts'
import type { Operation } from '../../../domain/operation.ts'
import type { OwnFacts } from '../own.ts'
import { activityWriter } from './activity.ts'
import { categoryWriter } from './categories.ts'
import { cohortMemberWriter, cohortWriter } from './cohorts.ts'
import { courseWriter } from './courses.ts'
import { enrolmentWriter } from './enrolments.ts'
import { groupingGroupWriter, groupMemberWriter } from './group-links.ts'
import { groupingWriter, groupWriter } from './groups.ts'
import { roleAssignmentWriter } from './role-assignments.ts'
import { userWriter } from './users.ts'
import type { Writer } from './writing.ts'

export const WRITERS: { readonly [K in EntityKind]: Writer<K> } = {
  user: userWriter,
  category: categoryWriter,
  course: courseWriter,
  enrolment: enrolmentWriter,
  roleAssignment: roleAssignmentWriter,
  group: groupWriter,
  groupMember: groupMemberWriter,
  grouping: groupingWriter,
  groupingGroup: groupingGroupWriter,
  cohort: cohortWriter,
  cohortMember: cohortMemberWriter,
  scormAttempt: activityWriter,
  signupChange: activityWriter,
  quizAttempt: activityWriter,
  courseCompletion: activityWriter,
  pathwayCompletion: activityWriter,
  grade: activityWriter,
}

/** What no web service of Moodle can do, with what to do instead. Null for everything else. */
export function impossible(operation: Operation, own: OwnFacts): Finding | null {
  const writer = WRITERS[operation.kind] as Writer<EntityKind>
  return writer.impossible?.(operation, own) ?? null
}
