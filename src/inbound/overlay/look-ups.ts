import { ACTIVITY_KEYS } from '../../domain/activity-entities.ts'
import type { Entities, EntityKind } from '../../domain/entities.ts'

/** The names by which a site is asked for an entity, as `overlay-site.ts` spells its questions. */
export function lookUpsOf<K extends EntityKind>(kind: K, entity: Entities[K]): string[] {
  return LOOK_UPS[kind](entity)
}

const LOOK_UPS: { [K in EntityKind]: (entity: Entities[K]) => string[] } = {
  user: (e) => [`id:${e.id}`, `username:${e.username}`, `email:${e.email}`, `idnumber:${e.idnumber}`],
  category: () => ['category'],
  course: (e) => [`shortname:${e.shortname}`, `idnumber:${e.idnumber}`],
  enrolment: (e) => [`${e.userId}:${e.courseId}`],
  roleAssignment: (e) => [`${e.userId}:${e.context}:${e.instanceId}`],
  group: (e) => [`${e.courseId}:${e.name}`, `idnumber:${e.courseId}:${e.idnumber}`],
  groupMember: (e) => [`${e.groupId}:${e.userId}`],
  grouping: (e) => [`${e.courseId}:${e.name}`],
  groupingGroup: (e) => [`${e.groupingId}:${e.groupId}`],
  cohort: (e) => [`idnumber:${e.idnumber}`, `name:${e.name}`],
  cohortMember: (e) => [`${e.cohortId}:${e.userId}`],
  scormAttempt: (e) => [ACTIVITY_KEYS.scormAttempt(e)],
  signupChange: (e) => [ACTIVITY_KEYS.signupChange(e)],
  quizAttempt: (e) => [ACTIVITY_KEYS.quizAttempt(e)],
  courseCompletion: (e) => [ACTIVITY_KEYS.courseCompletion(e)],
  pathwayCompletion: (e) => [ACTIVITY_KEYS.pathwayCompletion(e)],
  grade: (e) => [ACTIVITY_KEYS.grade(e)],
}
