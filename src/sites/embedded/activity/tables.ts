import type { ActivityEntities, ActivityKind } from '../../../domain/activity-entities.ts'
import { instant } from '../instant.ts'
import type { Column, TableOf } from '../tables.ts'

/** As `TABLES`, for what learners did. */
export const ACTIVITY_TABLES: { readonly [K in ActivityKind]: TableOf<K> } = {
  scormAttempt: {
    table: 'site_scorm_attempt',
    key: ['user_id', 'course_id', 'scorm', 'sco', 'attempt'],
    ...concerning<'scormAttempt'>(),
    columns: [
      ...place<'scormAttempt'>(),
      { name: 'scorm', type: 'text', value: (e) => e.scorm },
      { name: 'sco', type: 'text', value: (e) => e.sco },
      { name: 'attempt', type: 'integer', value: (e) => e.attempt },
      { name: 'completion_status', type: 'text', value: (e) => e.completionStatus },
      { name: 'success_status', type: 'text', value: (e) => e.successStatus },
      { name: 'score', type: 'numeric', value: (e) => e.score },
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
      { name: 'status_time', type: 'timestamptz', value: (e) => instant(e.statusTime) },
    ],
  },
  signupChange: {
    table: 'site_signup_change',
    key: ['user_id', 'course_id', 'facetoface', 'session_id', 'time', 'status'],
    ...concerning<'signupChange'>(),
    columns: [
      ...place<'signupChange'>(),
      { name: 'facetoface', type: 'text', value: (e) => e.facetoface },
      { name: 'session_id', type: 'bigint', value: (e) => e.sessionId },
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
      { name: 'status', type: 'text', value: (e) => e.status },
      { name: 'session_date', type: 'timestamptz', value: (e) => instant(e.sessionDate) },
    ],
  },
  quizAttempt: {
    table: 'site_quiz_attempt',
    key: ['user_id', 'course_id', 'quiz', 'attempt'],
    ...concerning<'quizAttempt'>(),
    columns: [
      ...place<'quizAttempt'>(),
      { name: 'quiz', type: 'text', value: (e) => e.quiz },
      { name: 'attempt', type: 'integer', value: (e) => e.attempt },
      { name: 'state', type: 'text', value: (e) => e.state },
      { name: 'score', type: 'numeric', value: (e) => e.score },
      { name: 'pass_score', type: 'numeric', value: (e) => e.passScore },
      { name: 'decimal_points', type: 'smallint', value: (e) => e.decimalPoints },
      { name: 'preview', type: 'boolean', value: (e) => e.preview },
      { name: 'time_finish', type: 'timestamptz', value: (e) => instant(e.timeFinish) },
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
    ],
  },
  courseCompletion: {
    table: 'site_course_completion',
    key: ['user_id', 'course_id', 'time'],
    ...concerning<'courseCompletion'>(),
    columns: [
      ...place<'courseCompletion'>(),
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
    ],
  },
  pathwayCompletion: {
    table: 'site_pathway_completion',
    key: ['user_id', 'pathway', 'attempt'],
    userId: (e) => e.userId,
    courseId: () => null,
    columns: [
      { name: 'user_id', type: 'bigint', value: (e) => e.userId },
      { name: 'pathway', type: 'text', value: (e) => e.pathway },
      { name: 'attempt', type: 'integer', value: (e) => e.attempt },
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
    ],
  },
  grade: {
    table: 'site_grade',
    key: ['user_id', 'course_id', 'item', 'name'],
    ...concerning<'grade'>(),
    columns: [
      ...place<'grade'>(),
      { name: 'item', type: 'text', value: (e) => e.item },
      { name: 'name', type: 'text', value: (e) => e.name },
      { name: 'grade', type: 'numeric', value: (e) => e.grade },
      { name: 'min', type: 'numeric', value: (e) => e.min },
      { name: 'max', type: 'numeric', value: (e) => e.max },
      { name: 'time', type: 'timestamptz', value: (e) => instant(e.time) },
    ],
  },
}

type InCourse = Exclude<ActivityKind, 'pathwayCompletion'>

function concerning<K extends InCourse>(): Pick<TableOf<K>, 'userId' | 'courseId'> {
  return {
    userId: (e) => e.userId,
    courseId: (e) => (e.courseId === 0 ? null : e.courseId),
  }
}

function place<K extends InCourse>(): Column<ActivityEntities[K]>[] {
  return [
    { name: 'user_id', type: 'bigint', value: (e) => e.userId },
    { name: 'course_id', type: 'bigint', value: (e) => e.courseId },
  ]
}
