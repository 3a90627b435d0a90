/** Columns that name rows of another table: by table, column and the table meant. */
export const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  orgs: { parentSourcedId: 'orgs' },
  academicSessions: { parentSourcedId: 'academicSessions' },
  courses: { schoolYearSourcedId: 'academicSessions', orgSourcedId: 'orgs' },
  classes: { courseSourcedId: 'courses', schoolSourcedId: 'orgs', termSourcedIds: 'academicSessions' },
  users: { orgSourcedIds: 'orgs', primaryOrgSourcedId: 'orgs', agentSourcedIds: 'users' },
  roles: { userSourcedId: 'users', orgSourcedId: 'orgs', userProfileSourcedId: 'userProfiles' },
  enrollments: { classSourcedId: 'classes', schoolSourcedId: 'orgs', userSourcedId: 'users' },
  userProfiles: { userSourcedId: 'users' },
  demographics: { sourcedId: 'users' },
  lineItems: {
    classSourcedId: 'classes',
    categorySourcedId: 'categories',
    gradingPeriodSourcedId: 'academicSessions',
  },
  results: { lineItemSourcedId: 'lineItems', studentSourcedId: 'users' },
  classResources: { classSourcedId: 'classes', resourceSourcedId: 'resources' },
  courseResources: { courseSourcedId: 'courses', resourceSourcedId: 'resources' },
}

/** Columns of which the second must not be before the first. */
export const DATE_ORDER: Readonly<Record<string, readonly [start: string, end: string]>> = {
  academicSessions: ['startDate', 'endDate'],
  roles: ['beginDate', 'endDate'],
  enrollments: ['beginDate', 'endDate'],
  lineItems: ['assignDate', 'dueDate'],
}

/** References that an import does not follow, because nothing is made of them. */
const UNFOLLOWED: readonly string[] = ['agentSourcedIds', 'userProfileSourcedId']

export function isFollowed(column: string): boolean {
  return !UNFOLLOWED.includes(column)
}
