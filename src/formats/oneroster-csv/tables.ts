import { boolean, type Column, date, enumeration, list, text } from './column.ts'
import { OTHER_TABLES_1_1, OTHER_TABLES_1_2 } from './other-tables.ts'
import {
  CLASS_TYPES,
  ENROLLMENT_ROLES,
  GRADES,
  ORG_ROLES,
  ORG_TYPES,
  ROLE_TYPES,
  SESSION_TYPES,
  USER_ROLES,
  type Version,
} from './vocabulary.ts'

/**
 * Files that are imported, in the order in which they are taken (reference page, section 1.2). Of sessions, courses
 * and roles only the references count: nothing of a site changes by them.
 */
export const IMPORTED = [
  'orgs',
  'academicSessions',
  'courses',
  'classes',
  'users',
  'roles',
  'enrollments',
] as const
export type TableName = (typeof IMPORTED)[number]

/** Every table begins with these. */
export const LEADING: readonly Column[] = [text('sourcedId*'), text('status'), text('dateLastModified')]

const ACADEMIC_SESSIONS = [
  text('title*'),
  enumeration('type*', SESSION_TYPES),
  date('startDate*'),
  date('endDate*'),
  text('parentSourcedId'),
  text('schoolYear*'),
]

const ORGS = [text('name*'), enumeration('type*', ORG_TYPES), text('identifier'), text('parentSourcedId')]

const COURSES = [
  text('schoolYearSourcedId'),
  text('title*'),
  text('courseCode'),
  list('grades', GRADES),
  text('orgSourcedId*'),
  list('subjects'),
  list('subjectCodes'),
]

const CLASSES = [
  text('title*'),
  list('grades', GRADES),
  text('courseSourcedId*'),
  text('classCode'),
  enumeration('classType*', CLASS_TYPES),
  text('location'),
  text('schoolSourcedId*'),
  list('termSourcedIds*'),
  list('subjects'),
  list('subjectCodes'),
  list('periods'),
]

const ENROLLMENTS = [
  text('classSourcedId*'),
  text('schoolSourcedId*'),
  text('userSourcedId*'),
  enumeration('role*', ENROLLMENT_ROLES),
  boolean('primary'),
  date('beginDate'),
  date('endDate'),
]

/** From `username` to `password` both versions are alike. */
const PERSON = [
  text('username*'),
  list('userIds'),
  text('givenName*'),
  text('familyName*'),
  text('middleName'),
  text('identifier'),
  text('email'),
  text('sms'),
  text('phone'),
  list('agentSourcedIds'),
  list('grades', GRADES),
  text('password'),
]

const USERS_1_1 = [
  boolean('enabledUser*'),
  list('orgSourcedIds*'),
  enumeration('role*', USER_ROLES),
  ...PERSON,
]

const USERS_1_2 = [
  boolean('enabledUser*'),
  ...PERSON,
  text('userMasterIdentifier'),
  text('preferredGivenName'),
  text('preferredMiddleName'),
  text('preferredFamilyName'),
  text('primaryOrgSourcedId'),
  text('pronouns'),
]

const ROLES_1_2 = [
  text('userSourcedId*'),
  enumeration('roleType*', ROLE_TYPES),
  enumeration('role*', ORG_ROLES),
  date('beginDate'),
  date('endDate'),
  text('orgSourcedId*'),
  text('userProfileSourcedId'),
]

const ALIKE = {
  orgs: ORGS,
  academicSessions: ACADEMIC_SESSIONS,
  courses: COURSES,
  classes: CLASSES,
  enrollments: ENROLLMENTS,
}

const TABLES: Readonly<Record<Version, Readonly<Record<string, readonly Column[]>>>> = {
  '1.1': { ...ALIKE, users: USERS_1_1, ...OTHER_TABLES_1_1 },
  '1.2': { ...ALIKE, users: USERS_1_2, roles: ROLES_1_2, ...OTHER_TABLES_1_2 },
}

/** Names of all files of a version, without `.csv`. */
export function tableNames(version: Version): string[] {
  return Object.keys(TABLES[version])
}

/** The declared columns of a file, in the standard's order; undefined when the version has no such file. */
export function columnsOf(version: Version, name: string): readonly Column[] | undefined {
  const own = Object.hasOwn(TABLES[version], name) ? TABLES[version][name] : undefined
  return own === undefined ? undefined : [...LEADING, ...own]
}

export function isImported(name: string): name is TableName {
  return (IMPORTED as readonly string[]).includes(name)
}
