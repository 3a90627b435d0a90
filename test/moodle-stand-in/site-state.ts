import { Journal, Links, Table } from './table.ts'

export interface User {
  readonly id: number
  readonly username: string
  readonly firstname: string
  readonly lastname: string
  readonly email: string
  readonly idnumber: string
  readonly auth: string
  /** Never answered. `not cached` where an external method keeps it. */
  readonly password: string
  readonly suspended: boolean
  readonly deleted: boolean
  /** By name: lang, city, country and their like. */
  readonly fields: Readonly<Record<string, string | number>>
  /** By short name. */
  readonly profile: Readonly<Record<string, string>>
  readonly preferences: Readonly<Record<string, string>>
  /** Of a deleted user: the user name until then. Never answered. */
  readonly former?: string
}

export interface ProfileField {
  readonly shortname: string
  readonly name: string
  readonly type: string
  readonly options?: readonly string[]
}

export interface Category {
  readonly id: number
  readonly name: string
  readonly parent: number
  readonly idnumber: string
  readonly description: string
}

export interface Course {
  readonly id: number
  readonly shortname: string
  readonly fullname: string
  readonly categoryid: number
  readonly idnumber: string
  readonly summary: string
  readonly format: string
  readonly startdate: number
  readonly enddate: number
  /** The manual method of enrolment is there and on. */
  readonly manual: boolean
  /** Guests may come in. */
  readonly guest?: boolean
  /** Names of its activities. */
  readonly content?: readonly string[]
  /** The others, by name. */
  readonly fields: Readonly<Record<string, string | number>>
}

export interface Enrolment {
  readonly userid: number
  readonly courseid: number
  readonly status: 0 | 1
  readonly timestart: number
  readonly timeend: number
  /** Absent: manual. */
  readonly method?: string
}

/** A person's total of a course. Times are seconds. */
export interface CourseTotal {
  readonly grade: number | null
  readonly min: number
  readonly max: number
  readonly time: number
  readonly overridden?: boolean
  /** Waits to be calculated anew. */
  readonly stale?: boolean
}

/** What a course asks of whoever takes it: the kinds of its criteria, as Moodle numbers them. */
export interface CourseCriteria {
  readonly aggregation: 1 | 2
  readonly types: readonly number[]
}

/** When somebody met the criteria of a course, in their order, in seconds. */
export interface CriteriaMet {
  readonly times: readonly (number | null)[]
  readonly completed: boolean
}

export interface Quiz {
  readonly id: number
  readonly course: number
  readonly name: string
  readonly grade: number
  readonly sumgrades: number
  readonly gradepass: number
}

export interface QuizAttempt {
  readonly id: number
  readonly quiz: number
  readonly userid: number
  readonly attempt: number
  readonly state: string
  readonly sumgrades: number | null
  readonly timefinish: number
  readonly timemodified: number
  readonly preview?: true
}

export interface RoleAssignment {
  readonly roleid: number
  readonly userid: number
  /** `system`, `course:3`, `coursecat:2` or `user:7`. */
  readonly context: string
}

export interface Group {
  readonly id: number
  readonly courseid: number
  readonly name: string
  readonly description: string
  readonly idnumber: string
  readonly enrolmentkey?: string
}

export interface Cohort {
  readonly id: number
  /** `system` or `coursecat:2`. */
  readonly context: string
  readonly name: string
  readonly idnumber: string
  readonly description: string
  readonly visible: boolean
}

export interface Pair {
  readonly a: number
  readonly b: number
}

export const ROLES: readonly { id: number; shortname: string }[] = [
  { id: 1, shortname: 'manager' },
  { id: 2, shortname: 'coursecreator' },
  { id: 3, shortname: 'editingteacher' },
  { id: 4, shortname: 'teacher' },
  { id: 5, shortname: 'student' },
]

const AUTH_METHODS = ['manual', 'nologin', 'email', 'ldap', 'cas', 'db', 'oauth2', 'shibboleth', 'lti']

/** What administrators set. Tests change it before the first call. */
export interface SiteSettings {
  roles: readonly { id: number; shortname: string }[]
  authMethods: readonly string[]
  languages: readonly string[]
  defaultLanguage: string
  /** Null: any password will do. */
  passwordPolicy: PasswordPolicy | null
  /** Several accounts may have one e-mail address. */
  sharedEmails: boolean
  /** The mail server is out of reach. */
  mailsFail: boolean
}

/** Least counts of each class of character. */
export interface PasswordPolicy {
  readonly minLength: number
  readonly digits: number
  readonly lower: number
  readonly upper: number
  readonly nonAlphanumeric: number
}

/** Everything that the stand-in remembers. Starts with the guest, the administrator and one category. */
export class SiteState {
  readonly journal = new Journal()
  readonly users = new Table<User>(this.journal)
  readonly categories = new Table<Category>(this.journal)
  readonly courses = new Table<Course>(this.journal)
  readonly groups = new Table<Group>(this.journal)
  readonly groupings = new Table<Group>(this.journal)
  readonly cohorts = new Table<Cohort>(this.journal)
  readonly enrolments = new Links<Enrolment>(this.journal)
  /** Those that are not manual. */
  readonly otherEnrolments = new Links<Enrolment>(this.journal)
  /** By `user:course`. */
  readonly courseTotals = new Links<CourseTotal>(this.journal)
  /** By course. */
  readonly courseCriteria = new Links<CourseCriteria>(this.journal)
  /** By `user:course`. */
  readonly criteriaMet = new Links<CriteriaMet>(this.journal)
  readonly quizzes = new Table<Quiz>(this.journal)
  readonly quizAttempts = new Table<QuizAttempt>(this.journal)
  readonly roleAssignments = new Links<RoleAssignment>(this.journal)
  readonly groupMembers = new Links<Pair>(this.journal)
  readonly groupingGroups = new Links<Pair>(this.journal)
  readonly cohortMembers = new Links<Pair>(this.journal)
  readonly profileFields: readonly ProfileField[]
  readonly settings: SiteSettings = {
    roles: ROLES,
    authMethods: AUTH_METHODS,
    languages: ['en'],
    defaultLanguage: 'en',
    passwordPolicy: { minLength: 8, digits: 1, lower: 1, upper: 1, nonAlphanumeric: 1 },
    sharedEmails: false,
    mailsFail: false,
  }
  /** By user name and by e-mail in small letters: a look-up for each new user must not read them all. */
  readonly usernames = new Links<number>(this.journal)
  readonly emails = new Links<number>(this.journal)

  constructor(profileFields: readonly ProfileField[]) {
    this.profileFields = profileFields
    this.addUser({
      ...BLANK_USER,
      username: 'guest',
      firstname: 'Guest user',
      lastname: ' ',
      email: 'root@localhost',
    })
    this.addUser({
      ...BLANK_USER,
      username: 'admin',
      firstname: 'Admin',
      lastname: 'User',
      email: 'admin@example.test',
    })
    this.categories.insert({ name: 'Category 1', parent: 0, idnumber: '', description: '' })
    this.courses.insert({ ...SITE_COURSE })
  }

  addUser(user: Omit<User, 'id'>): User {
    const row = this.users.insert(user)
    this.usernames.set(row.username, row.id)
    this.emails.set(row.email.toLowerCase(), row.id)
    return row
  }

  changeUser(id: number, change: Partial<User>): void {
    const before = this.users.get(id)!
    const after = this.users.update(id, change)
    this.usernames.delete(before.username)
    this.usernames.set(after.username, id)
    this.emails.delete(before.email.toLowerCase())
    this.emails.set(after.email.toLowerCase(), id)
  }

  liveUser(id: number): User | undefined {
    const user = this.users.get(id)
    return user?.deleted ? undefined : user
  }

  /** By whatever method. */
  isEnrolled(userid: number, courseid: number): boolean {
    return (
      this.enrolments.get(`${userid}:${courseid}`) !== undefined ||
      this.otherEnrolments.all().some((one) => one.userid === userid && one.courseid === courseid)
    )
  }

  /** May be in the course now. */
  isActive(userid: number, courseid: number): boolean {
    return [this.enrolments.get(`${userid}:${courseid}`), ...this.otherEnrolments.all()].some(
      (one) => one?.userid === userid && one.courseid === courseid && one.status === 0,
    )
  }
}

export const BLANK_USER: Omit<User, 'id' | 'username' | 'firstname' | 'lastname' | 'email'> = {
  idnumber: '',
  auth: 'manual',
  password: '',
  suspended: false,
  deleted: false,
  fields: {},
  profile: {},
  preferences: {},
}

const SITE_COURSE: Omit<Course, 'id'> = {
  shortname: 'site',
  fullname: 'Example Site',
  categoryid: 0,
  idnumber: '',
  summary: '',
  format: 'site',
  startdate: 0,
  enddate: 0,
  manual: false,
  fields: {},
}
