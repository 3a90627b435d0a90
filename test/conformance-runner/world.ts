import { DEFAULT_ROLES, type RoleRow } from '../../src/config/roles.ts'
import type {
  Cohort,
  Course,
  Enrolment,
  Entities,
  EntityKind,
  Group,
  Grouping,
  GroupingGroup,
  GroupMember,
  RoleAssignment,
  User,
} from '../../src/domain/entities.ts'
import { entityKey } from '../../src/domain/entities.ts'
import type { PasswordHasher } from '../../src/domain/password-hasher.ts'
import { DEFAULT_SITE_FACTS, type ProfileField, type SiteFacts } from '../../src/domain/site-facts.ts'
import { today } from '../../src/domain/values/dates.ts'
import { type Given, instant } from './case-format.ts'
import { FormatProblem } from './format-problem.ts'
import { Categories } from './world-categories.ts'

/** What `given` describes, as the site keeps it. */
export interface World {
  readonly facts: SiteFacts
  readonly roles: readonly RoleRow[]
  readonly profileFields: readonly ProfileField[]
  readonly entities: { readonly [K in EntityKind]: readonly Entities[K][] }
  readonly removedUsers: readonly number[]
  readonly activities: readonly { readonly courseId: number; readonly name: string }[]
  readonly lastId: number
}

/** Where ids begin that a case does not give: far from any number that a file may name a category by. */
const FIRST_ID = 1_000_000

const DEFAULT_CATEGORY = 'Miscellaneous'

/**
 * Throws FormatProblem for a reference to something that is not given. `method` is that of enrolments whose method is
 * not given: those that the feed itself made earlier.
 */
export function worldOf(given: Given, passwords: PasswordHasher, now: number, method: string): World {
  let lastId = FIRST_ID
  const newId = () => ++lastId
  const facts = factsOf(given.site)
  const roles = given.roles ?? DEFAULT_ROLES
  const profileFields = given.profileFields.map(
    (field): ProfileField => ({
      ...field,
      name: field.name ?? field.shortname,
      defaultValue: stored(field.default),
    }),
  )
  const categories = new Categories(given.categories, newId)
  const users = given.users.map((user) => userOf(user, facts, passwords, newId))
  const courses = given.courses.map((course): Course => {
    const { content: _, category, ...rest } = course
    return {
      ...facts.courseDefaults,
      idnumber: '',
      summary: '',
      theme: '',
      fullname: course.shortname,
      startdate: today(now, facts.timezone),
      enddate: '',
      manualEnrol: true,
      ...supplied(rest),
      shortname: course.shortname,
      guestAccess: guestAccessOf(course, facts),
      more: {},
      id: newId(),
      categoryId: categories.idOf(category ?? DEFAULT_CATEGORY),
    }
  })

  const userId = lookUp('user', users, (user) => user.username)
  const courseId = lookUp('course', courses, (course) => course.shortname)
  const roleId = lookUp(
    'role',
    roles.map((role, index) => ({ id: index + 1, shortname: role.shortname })),
    (role) => role.shortname,
  )
  const enrolments = new Map<string, Enrolment>()
  const roleAssignments: RoleAssignment[] = []
  for (const { user, course, role, status, timeStart, timeEnd, ...rest } of given.enrolments) {
    const at = { userId: userId(user), courseId: courseId(course), method: rest.method ?? method }
    const key = entityKey('enrolment', at as Enrolment)
    const before = enrolments.get(key) ?? {
      ...at,
      status: 'active',
      timeStart: null,
      timeEnd: null,
    }
    enrolments.set(key, {
      ...before,
      ...supplied({ status, timeStart: time(timeStart), timeEnd: time(timeEnd) }),
    })
    if (role === null) continue
    const held: RoleAssignment = {
      userId: at.userId,
      roleId: roleId(role),
      context: 'course',
      instanceId: at.courseId,
    }
    const heldKey = entityKey('roleAssignment', held)
    // Two methods may have enrolled somebody with the same role.
    if (!roleAssignments.some((other) => entityKey('roleAssignment', other) === heldKey)) {
      roleAssignments.push(held)
    }
  }
  for (const { user, role, context, instance } of given.roleAssignments) {
    const places = {
      system: () => 0,
      coursecat: () => categories.idOf(instance ?? ''),
      course: () => courseId(instance ?? ''),
      user: () => userId(instance ?? ''),
    }
    roleAssignments.push({
      userId: userId(user),
      roleId: roleId(role),
      context,
      instanceId: places[context](),
    })
  }
  const groups = given.groups.map(
    ({ course, name, idnumber, description }): Group => ({
      id: newId(),
      courseId: courseId(course),
      name,
      idnumber: idnumber ?? '',
      description: description ?? '',
      passwordHash: '',
    }),
  )
  const groupMembers = given.groups.flatMap(({ members = [] }, index) =>
    members.map((member): GroupMember => {
      const group = groups[index]!
      return { groupId: group.id, userId: userId(member), courseId: group.courseId }
    }),
  )
  const groupings = given.groupings.map(
    ({ course, name }): Grouping => ({ id: newId(), courseId: courseId(course), name }),
  )
  const groupingGroups = given.groupings.flatMap(({ groups: names = [] }, index) =>
    names.map((name): GroupingGroup => {
      const grouping = groupings[index]!
      const group = groups.find((other) => other.courseId === grouping.courseId && other.name === name)
      if (group === undefined) throw new FormatProblem(`the group "${name}" of a grouping is not given`)
      return { groupingId: grouping.id, groupId: group.id, courseId: grouping.courseId }
    }),
  )
  const cohorts = given.cohorts.map(
    ({ idnumber, name, description, visible, category }): Cohort => ({
      id: newId(),
      idnumber,
      name: name ?? idnumber,
      description: description ?? '',
      visible: visible ?? true,
      categoryId: category ? categories.idOf(category) : 0,
    }),
  )
  const cohortMembers = given.cohorts.flatMap(({ members = [] }, index) =>
    members.map((member) => ({ cohortId: cohorts[index]!.id, userId: userId(member) })),
  )
  return {
    facts,
    roles,
    profileFields,
    entities: {
      user: users,
      category: categories.all(),
      course: courses,
      enrolment: [...enrolments.values()],
      roleAssignment: roleAssignments,
      group: groups,
      groupMember: groupMembers,
      grouping: groupings,
      groupingGroup: groupingGroups,
      cohort: cohorts,
      cohortMember: cohortMembers,
      scormAttempt: [],
      signupChange: [],
      quizAttempt: [],
      courseCompletion: [],
      pathwayCompletion: [],
      grade: [],
    },
    removedUsers: users.filter((_, index) => given.users[index]!.deleted === true).map(({ id }) => id),
    activities: given.courses.flatMap(({ content }, index) =>
      (content ?? []).map((name) => ({ courseId: courses[index]!.id, name })),
    ),
    lastId,
  }
}

function factsOf(site: Given['site']): SiteFacts {
  const { now: _, passwordPolicy, courseDefaults, ...plain } = site ?? {}
  return {
    ...DEFAULT_SITE_FACTS,
    ...plain,
    passwordPolicy: { ...DEFAULT_SITE_FACTS.passwordPolicy, ...passwordPolicy },
    courseDefaults: { ...DEFAULT_SITE_FACTS.courseDefaults, ...courseDefaults },
  }
}

function userOf(
  user: Given['users'][number],
  facts: SiteFacts,
  passwords: PasswordHasher,
  newId: () => number,
): User {
  const { password, profile, deleted: _, managed: __, ...rest } = user
  const values = Object.entries(profile ?? {}).filter(([, value]) => value !== null)
  return {
    email: '',
    idnumber: '',
    firstname: '',
    lastname: '',
    city: '',
    country: '',
    auth: 'manual',
    lang: facts.defaultLang,
    timezone: facts.timezone,
    theme: '',
    description: '',
    institution: '',
    department: '',
    maildigest: 0,
    autosubscribe: true,
    trackforums: false,
    suspended: false,
    forcePasswordChange: false,
    ...supplied(rest),
    username: user.username,
    id: newId(),
    passwordHash: typeof password === 'string' ? passwords.hash(password) : '',
    profile: Object.fromEntries(values.map(([name, value]) => [name, stored(value!)])),
    more: {},
  }
}

function guestAccessOf({ guestAccess }: Given['courses'][number], facts: SiteFacts): Course['guestAccess'] {
  if (guestAccess === undefined) {
    const method = facts.guestAddedByDefault && facts.enrolPlugins.includes('guest')
    return method ? { enabled: facts.guestEnabledByDefault, password: '' } : null
  }
  return guestAccess && { enabled: guestAccess.enabled ?? false, password: guestAccess.password ?? '' }
}

function lookUp<T extends { id: number }>(thing: string, all: readonly T[], name: (one: T) => string) {
  const ids = new Map(all.map((one) => [name(one), one.id]))
  return (wanted: string): number => {
    const id = ids.get(wanted)
    if (id === undefined) throw new FormatProblem(`the ${thing} "${wanted}" is not given`)
    return id
  }
}

/** What is there and not null. */
function supplied<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const there = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(there) as { [K in keyof T]?: NonNullable<T[K]> }
}

function stored(value: string | boolean): string {
  return typeof value === 'boolean' ? String(Number(value)) : value
}

function time(text: string | null | undefined): number | null {
  return typeof text === 'string' ? Date.parse(instant.parse(text)) : null
}
