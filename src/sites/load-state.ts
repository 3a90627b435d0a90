import type { RecordKind } from '../domain/action.ts'
import type { Category, ContextLevel } from '../domain/entities.ts'
import type { Place, Refs } from '../domain/refs.ts'
import {
  type CourseState,
  type EnrolmentState,
  named,
  pair,
  roleKey,
  type SiteStates,
  type UserState,
} from '../domain/site-state.ts'
import { CategoryTree } from '../domain/state/category-tree.ts'
import { CourseIndex } from '../domain/state/course-index.ts'
import { PeopleIndex, type Person } from '../domain/state/people-index.ts'
import type { NamePair, Pair, PersonNames, RolePlace, SiteReader } from './site.ts'

/** A loaded state, and the last id that was given out from it. */
export interface Loaded<K extends RecordKind> {
  readonly state: SiteStates[K]
  lastId(): number
}

/** Loads what a chunk names into the state that planning works on. The same for every site. */
export async function loadState<K extends RecordKind>(
  kind: K,
  refs: Refs,
  site: SiteReader,
): Promise<Loaded<K>> {
  let lastId = await site.lastId()
  const newId = () => ++lastId
  const load = LOADERS[kind] as unknown as (
    refs: Refs,
    site: SiteReader,
    newId: () => number,
  ) => Promise<SiteStates[K]>
  return { state: await load(refs, site, newId), lastId: () => lastId }
}

const LOADERS = { user: loadUsers, course: loadCourses, enrolment: loadEnrolments }

async function loadUsers(refs: Refs, site: SiteReader, newId: () => number): Promise<UserState> {
  const fields = await site.profileFields()
  return {
    facts: await site.facts(),
    newId,
    profileFields: new Map(fields.map((field) => [field.shortname.toLowerCase(), field])),
    users: new PeopleIndex(await site.users(personNames(refs))),
  }
}

async function loadCourses(refs: Refs, site: SiteReader, newId: () => number): Promise<CourseState> {
  const by = { shortnames: [...refs.shortnames], idnumbers: [...refs.courseIdnumbers] }
  return {
    facts: await site.facts(),
    newId,
    courses: new CourseIndex(await site.courses(by)),
    categories: new CategoryTree(await site.categories()),
  }
}

async function loadEnrolments(refs: Refs, site: SiteReader, newId: () => number): Promise<EnrolmentState> {
  const people = new PeopleIndex(await site.people(personNames(refs)))
  const courses = new CourseIndex(await site.enrollableCourses([...refs.shortnames]))
  const categoriesByName = byName(
    refs.categoryNames.size === 0 ? [] : await site.categories(),
    refs.categoryNames,
  )
  const places = resolve(refs.places, people, courses, categoriesByName)

  const enrolments: EnrolmentState['enrolments'] = new Map()
  for (const enrolment of await site.enrolments(unique(places.enrolments))) {
    push(enrolments, pair(enrolment.userId, enrolment.courseId), enrolment)
  }
  const roleAssignments: EnrolmentState['roleAssignments'] = new Map()
  for (const { userId, context, instanceId, roleId } of await site.roleAssignments(unique(places.roles))) {
    const key = roleKey(userId, context, instanceId)
    const held = roleAssignments.get(key)
    if (held === undefined) roleAssignments.set(key, new Set([roleId]))
    else held.add(roleId)
  }

  const groups: EnrolmentState['groups'] = new Map()
  const groupings: EnrolmentState['groupings'] = new Map()
  const members = new Set<string>()
  const links = new Set<string>()
  if (places.groups.length > 0) {
    for (const group of await site.groups(unique(places.groups)))
      push(groups, named(group.courseId, group.name), group)
    const memberships = places.members.flatMap(([courseId, name, userId]) =>
      (groups.get(named(courseId, name)) ?? []).map((group): Pair => [group.id, userId]),
    )
    for (const member of await site.groupMembers(unique(memberships)))
      members.add(pair(member.groupId, member.userId))
  }
  if (places.groupings.length > 0) {
    for (const grouping of await site.groupings(unique(places.groupings))) {
      push(groupings, named(grouping.courseId, grouping.name), grouping)
    }
    const wanted = places.links.flatMap(([courseId, name, groupName]) =>
      (groupings.get(named(courseId, name)) ?? []).flatMap((grouping) =>
        (groups.get(named(courseId, groupName)) ?? []).map((group): Pair => [grouping.id, group.id]),
      ),
    )
    for (const link of await site.groupingGroups(unique(wanted)))
      links.add(pair(link.groupingId, link.groupId))
  }
  const courseIds = [...new Set(places.enrolments.map(([, courseId]) => courseId))]
  return {
    facts: await site.facts(),
    newId,
    people,
    courses,
    categoriesByName,
    roles: new Map((await site.roles()).map((role) => [role.shortname, role])),
    enrolments,
    roleAssignments,
    groups,
    groupings,
    members,
    links,
    teachers: new Map(refs.teachers ? await site.teachers(courseIds) : []),
  }
}

interface Places {
  readonly enrolments: Pair[]
  readonly roles: RolePlace[]
  readonly groups: NamePair[]
  readonly groupings: NamePair[]
  readonly members: [courseId: number, group: string, userId: number][]
  readonly links: [courseId: number, grouping: string, group: string][]
}

/** Turns the names of the records into ids. A name that fits nothing, or several, planning will refuse. */
function resolve(
  named: readonly Place[],
  people: PeopleIndex<Person>,
  courses: CourseIndex<{ id: number; shortname: string; idnumber: string }>,
  categories: ReadonlyMap<string, readonly number[]>,
): Places {
  const places: Places = { enrolments: [], roles: [], groups: [], groupings: [], members: [], links: [] }
  for (const { person, context, instance, group, grouping } of named) {
    const instanceId = idOfInstance(context, instance, people, courses, categories)
    if (instanceId === undefined) continue
    for (const userId of idsOfPerson(person, people)) {
      places.roles.push([userId, context as ContextLevel, instanceId])
      if (context !== 'course') continue
      places.enrolments.push([userId, instanceId])
      if (group === '') continue
      places.groups.push([instanceId, group])
      places.members.push([instanceId, group, userId])
      if (grouping === '') continue
      places.groupings.push([instanceId, grouping])
      places.links.push([instanceId, grouping, group])
    }
  }
  return places
}

function idOfInstance(
  context: string,
  instance: string,
  people: PeopleIndex<Person>,
  courses: CourseIndex<{ id: number; shortname: string; idnumber: string }>,
  categories: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  switch (context) {
    case 'system':
      return 0
    case 'course':
      return courses.withShortname(instance)[0]?.id
    case 'coursecat':
      return categories.get(instance)?.[0]
    case 'user': {
      const [id] = people.having('username', instance.toLowerCase())
      return id
    }
    default:
      return undefined
  }
}

/** Everybody whom any of the identifiers fits: planning finds the one whom all fit. */
function idsOfPerson(
  { username, email, idnumber }: Place['person'],
  people: PeopleIndex<Person>,
): Iterable<number> {
  if (email === undefined && idnumber === undefined) return people.having('username', username ?? '')
  const ids = new Set(people.having('username', username ?? ''))
  for (const id of people.having('email', email ?? '')) ids.add(id)
  for (const id of people.having('idnumber', idnumber ?? '')) ids.add(id)
  return ids
}

function personNames(refs: Refs): PersonNames {
  return { usernames: [...refs.usernames], emails: [...refs.emails], idnumbers: [...refs.idnumbers] }
}

function byName(categories: readonly Category[], names: ReadonlySet<string>): Map<string, number[]> {
  const ids = new Map<string, number[]>()
  for (const { id, name } of categories) if (names.has(name)) push(ids, name, id)
  return ids
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

function unique<T extends readonly (number | string)[]>(tuples: readonly T[]): T[] {
  return [...new Map(tuples.map((tuple) => [tuple.join(':'), tuple])).values()]
}
