import type { Dataset } from '../../../domain/activity.ts'

/** What web services tell of a course at once, and what they tell of one person at a time. */
export const GRADE_FUNCTION = 'gradereport_user_get_grade_items'
export const COMPLETION_FUNCTION = 'core_completion_get_course_completion_status'
export const QUIZZES_FUNCTION = 'mod_quiz_get_quizzes_by_courses'
export const ATTEMPTS_FUNCTION = 'mod_quiz_get_user_attempts'
export const PASS_MARK_FUNCTION = 'mod_quiz_get_user_best_grade'

/** How web services tell a dataset, or why they cannot. */
export type ServiceWay =
  | {
      readonly told: true
      /** Functions that the token's service needs. */
      readonly functions: readonly string[]
      /** What it costs, beside the lists of courses and categories. */
      readonly calls: string
      readonly leavesOut: string
    }
  | { readonly told: false; readonly why: string }

const COURSES_AND_PEOPLE = [
  'core_course_get_courses_by_field',
  'core_course_get_categories',
  'core_user_get_users_by_field',
]

export const SERVICE_WAYS: Readonly<Record<Dataset, ServiceWay>> = {
  scorm: { told: false, why: 'web services do not tell when a status was reached' },
  'face-to-face': { told: false, why: 'no web service tells sign-ups' },
  quiz: {
    told: true,
    functions: [
      ...COURSES_AND_PEOPLE,
      'core_enrol_get_enrolled_users',
      QUIZZES_FUNCTION,
      ATTEMPTS_FUNCTION,
      PASS_MARK_FUNCTION,
    ],
    calls: 'a call for each participant of each quiz',
    leavesOut: 'attempts of people who have left the course, and of quizzes that the account may not see',
  },
  completion: {
    told: true,
    functions: [...COURSES_AND_PEOPLE, 'core_enrol_get_enrolled_users', COMPLETION_FUNCTION],
    calls: 'a call for each active participant of each course that can be completed',
    leavesOut:
      'people who have left the course or are suspended there; the date is that of a criterion, since none of the course is told',
  },
  pathway: { told: false, why: 'web services do not tell when programs were completed' },
  grade: {
    told: true,
    functions: [...COURSES_AND_PEOPLE, GRADE_FUNCTION],
    calls: 'a call for each course',
    leavesOut: 'people who have left the course; letters are those of a fresh Moodle',
  },
  user: { told: false, why: 'no web service lists all people piece by piece' },
  course: { told: false, why: 'web services list only the courses that the account may see' },
  enrolment: { told: false, why: 'web services tell neither methods nor times of enrolments' },
}
