import type { ActivityDataset } from '../../../domain/activity.ts'

/** Functions that tell a whole course at once; of the other datasets each person would cost calls, or the dates are not told. */
export const GRADE_FUNCTION = 'gradereport_user_get_grade_items'

/** The datasets that web services tell, with the functions that the token's service needs for each. */
const FUNCTIONS: Readonly<Partial<Record<ActivityDataset, readonly string[]>>> = {
  grade: [
    'core_course_get_courses_by_field',
    'core_course_get_categories',
    'core_user_get_users_by_field',
    GRADE_FUNCTION,
  ],
}

export function isToldByServices(dataset: ActivityDataset): boolean {
  return dataset in FUNCTIONS
}

/** The functions that are missing from a token's service; null for a dataset that web services do not tell. */
export function lackingFor(
  dataset: ActivityDataset,
  permitted: ReadonlySet<string>,
): readonly string[] | null {
  return FUNCTIONS[dataset]?.filter((name) => !permitted.has(name)) ?? null
}
