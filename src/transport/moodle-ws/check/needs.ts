/** What a function is for, and the capabilities that the account needs for it, as Moodle's code asks for them. */
export interface Need {
  /** Completes "needed to …". */
  readonly operation: string
  readonly functions: readonly string[]
  readonly capabilities: readonly string[]
  /** Completes "give it …": where the capabilities have to hold. */
  readonly context: string
}

const EVERYWHERE = 'in the whole site'
const IN_COURSES = 'in the courses concerned or the whole site'
const IN_CATEGORIES = 'in the categories concerned or the whole site'

export const NEEDS: readonly Need[] = [
  {
    operation: 'know the site and the token',
    functions: ['core_webservice_get_site_info'],
    capabilities: ['webservice/rest:use'],
    context: EVERYWHERE,
  },
  {
    operation: 'look users up',
    functions: ['core_user_get_users_by_field'],
    capabilities: [
      'moodle/user:viewdetails',
      'moodle/user:viewalldetails',
      'moodle/user:viewhiddendetails',
      'moodle/site:viewfullnames',
      'moodle/site:viewuseridentity',
    ],
    context: EVERYWHERE,
  },
  {
    operation: 'create users',
    functions: ['core_user_create_users'],
    capabilities: ['moodle/user:create'],
    context: EVERYWHERE,
  },
  {
    operation: 'update and suspend users',
    functions: ['core_user_update_users'],
    capabilities: ['moodle/user:update'],
    context: EVERYWHERE,
  },
  {
    operation: 'delete users',
    functions: ['core_user_delete_users'],
    capabilities: ['moodle/user:delete'],
    context: EVERYWHERE,
  },
  {
    operation: 'look courses and categories up',
    functions: ['core_course_get_courses_by_field', 'core_course_get_courses', 'core_course_get_categories'],
    capabilities: [
      'moodle/course:view',
      'moodle/course:update',
      'moodle/course:viewhiddencourses',
      'moodle/category:viewhiddencategories',
      'moodle/category:manage',
    ],
    context: IN_CATEGORIES,
  },
  {
    operation: 'create and change categories',
    functions: ['core_course_create_categories', 'core_course_update_categories'],
    capabilities: ['moodle/category:manage'],
    context: 'in the parent category or the whole site',
  },
  {
    operation: 'create courses',
    functions: ['core_course_create_courses'],
    capabilities: ['moodle/course:create', 'moodle/course:visibility', 'moodle/course:setforcedlanguage'],
    context: IN_CATEGORIES,
  },
  {
    operation: 'fill new courses from a template',
    functions: ['core_course_import_course'],
    capabilities: ['moodle/backup:backuptargetimport', 'moodle/restore:restoretargetimport'],
    context: 'in the template and the new course',
  },
  {
    operation: 'update courses',
    functions: ['core_course_update_courses'],
    capabilities: [
      'moodle/course:update',
      'moodle/course:changecategory',
      'moodle/course:changefullname',
      'moodle/course:changeshortname',
      'moodle/course:changeidnumber',
      'moodle/course:changesummary',
      'moodle/course:visibility',
    ],
    context: IN_COURSES,
  },
  {
    operation: 'delete courses',
    functions: ['core_course_delete_courses'],
    capabilities: ['moodle/course:delete'],
    context: IN_COURSES,
  },
  {
    operation: 'look enrolments up',
    functions: ['core_enrol_get_enrolled_users', 'core_enrol_get_users_courses'],
    capabilities: ['moodle/course:viewparticipants', 'moodle/course:enrolreview'],
    context: IN_COURSES,
  },
  {
    operation: 'enrol users',
    functions: ['enrol_manual_enrol_users'],
    capabilities: ['enrol/manual:enrol', 'moodle/role:assign'],
    context: IN_COURSES,
  },
  {
    operation: 'unenrol users',
    functions: ['enrol_manual_unenrol_users'],
    capabilities: ['enrol/manual:unenrol'],
    context: IN_COURSES,
  },
  {
    operation: 'assign and unassign roles',
    functions: ['core_role_assign_roles', 'core_role_unassign_roles'],
    capabilities: ['moodle/role:assign'],
    context: 'where roles are given; the roles must be among those it may assign',
  },
  {
    operation: 'keep groups and groupings',
    functions: [
      'core_group_get_course_groups',
      'core_group_get_group_members',
      'core_group_create_groups',
      'core_group_delete_groups',
      'core_group_add_group_members',
      'core_group_delete_group_members',
      'core_group_get_course_groupings',
      'core_group_get_groupings',
      'core_group_create_groupings',
      'core_group_delete_groupings',
      'core_group_assign_grouping',
      'core_group_unassign_grouping',
    ],
    capabilities: ['moodle/course:managegroups'],
    context: IN_COURSES,
  },
  {
    operation: 'keep cohorts',
    functions: [
      'core_cohort_search_cohorts',
      'core_cohort_get_cohort_members',
      'core_cohort_create_cohorts',
      'core_cohort_add_cohort_members',
      'core_cohort_delete_cohort_members',
    ],
    capabilities: ['moodle/cohort:manage', 'moodle/cohort:assign', 'moodle/cohort:view'],
    context: IN_CATEGORIES,
  },
]

/** What a capability is needed for, and where, for messages. */
export function needOf(capability: string): Pick<Need, 'operation' | 'context'> {
  const { operation, context } = NEEDS.find(({ capabilities }) => capabilities.includes(capability))!
  return { operation, context }
}
