import type { Course } from '../../domain/entities.ts'
import type { CourseState } from '../../domain/site-state.ts'
import { forgetEnrolments } from '../courses.ts'
import type { Draft } from '../draft.ts'

/** Ends all enrolments, roles, groups and groupings of a course. */
export function emptyCourse({ id }: Course, state: CourseState, draft: Draft): void {
  const held = state.contents?.get(id) ?? []
  state.contents?.delete(id)
  for (const { kind, entity } of held) draft.change(kind, entity, null)
  if (held.length > 0) forgetEnrolments(draft)
}
