/** How a function that writes takes a list of records, and what its answer tells. */
export interface WriteFunction {
  /** The parameter that is the list. */
  readonly list: string
  /** Records of one call: as few as bring most of the gain, since each failure and time-out costs a batch. */
  readonly size: number
  /**
   * - `created`: a list with an id for each record, in their order;
   * - `warnings`: `{warnings}`, each with the id of its record in `itemid`;
   * - `members`: `{warnings}` that quote the values of their record;
   * - `nothing`: null.
   */
  readonly answer: 'created' | 'warnings' | 'members' | 'nothing'
  /** For `created`: what the answer repeats of each record. */
  readonly echo?: string
  /** Records before a bad one stay stored although the whole call is refused. */
  readonly inPart?: true
  /** The right to do it is asked for the whole site, so a refusal of one is a refusal of all. */
  readonly siteWide?: true
}

/** Starting sizes as measured on a live server; deleting is slow, and a course is slower than anything. */
export const WRITE_FUNCTIONS = {
  core_user_create_users: {
    list: 'users',
    size: 50,
    answer: 'created',
    echo: 'username',
    siteWide: true,
  },
  core_user_update_users: { list: 'users', size: 100, answer: 'warnings', inPart: true, siteWide: true },
  core_user_delete_users: { list: 'userids', size: 20, answer: 'nothing', siteWide: true },
  core_course_create_categories: { list: 'categories', size: 20, answer: 'created' },
  core_course_update_categories: { list: 'categories', size: 20, answer: 'nothing' },
  core_course_create_courses: { list: 'courses', size: 20, answer: 'created', echo: 'shortname' },
  core_course_update_courses: { list: 'courses', size: 20, answer: 'warnings', inPart: true },
  core_course_delete_courses: { list: 'courseids', size: 2, answer: 'warnings', inPart: true },
  enrol_manual_enrol_users: { list: 'enrolments', size: 100, answer: 'nothing' },
  enrol_manual_unenrol_users: { list: 'enrolments', size: 50, answer: 'nothing' },
  core_role_assign_roles: { list: 'assignments', size: 100, answer: 'nothing' },
  core_role_unassign_roles: { list: 'unassignments', size: 100, answer: 'nothing' },
  core_group_create_groups: { list: 'groups', size: 50, answer: 'created' },
  core_group_delete_groups: { list: 'groupids', size: 50, answer: 'nothing' },
  core_group_add_group_members: { list: 'members', size: 100, answer: 'nothing' },
  core_group_delete_group_members: { list: 'members', size: 100, answer: 'nothing' },
  core_group_create_groupings: { list: 'groupings', size: 50, answer: 'created' },
  core_group_delete_groupings: { list: 'groupingids', size: 50, answer: 'nothing' },
  core_group_assign_grouping: { list: 'assignments', size: 100, answer: 'nothing' },
  core_group_unassign_grouping: { list: 'unassignments', size: 100, answer: 'nothing' },
  core_cohort_create_cohorts: { list: 'cohorts', size: 50, answer: 'created' },
  core_cohort_delete_cohorts: { list: 'cohortids', size: 50, answer: 'nothing' },
  core_cohort_add_cohort_members: { list: 'members', size: 100, answer: 'members' },
  core_cohort_delete_cohort_members: { list: 'members', size: 100, answer: 'nothing' },
} as const satisfies Record<string, WriteFunction>

export type WriteFunctionName = keyof typeof WRITE_FUNCTIONS
