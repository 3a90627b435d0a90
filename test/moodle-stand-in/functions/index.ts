import type { StandInFunction } from '../call.ts'
import { CATEGORY_FUNCTIONS } from './categories.ts'
import { COHORT_FUNCTIONS } from './cohorts.ts'
import { COMPLETION_FUNCTIONS } from './completions.ts'
import { COURSE_FUNCTIONS } from './courses.ts'
import { ENROLMENT_FUNCTIONS } from './enrolments.ts'
import { GRADE_FUNCTIONS } from './grades.ts'
import { GROUP_FUNCTIONS } from './groups.ts'
import { QUIZ_FUNCTIONS } from './quizzes.ts'
import { ROLE_FUNCTIONS } from './roles.ts'
import { SITE_FUNCTIONS } from './site.ts'
import { USER_FUNCTIONS } from './users.ts'

export const FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  ...SITE_FUNCTIONS,
  ...USER_FUNCTIONS,
  ...CATEGORY_FUNCTIONS,
  ...COURSE_FUNCTIONS,
  ...ENROLMENT_FUNCTIONS,
  ...ROLE_FUNCTIONS,
  ...GROUP_FUNCTIONS,
  ...COHORT_FUNCTIONS,
  ...GRADE_FUNCTIONS,
  ...COMPLETION_FUNCTIONS,
  ...QUIZ_FUNCTIONS,
}
