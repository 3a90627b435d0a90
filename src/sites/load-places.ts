import type { Category, ContextLevel } from '../domain/entities.ts'
import type { Place, Refs } from '../domain/refs.ts'
import {
  type EnrollableCourse,
  type EnrolmentState,
  named,
  type PairKey,
  pair,
  roleKey,
} from '../domain/site-state.ts'
import { CourseIndex } from '../domain/state/course-index.ts'
import type { PeopleIndex, Person } from '../domain/state/people-index.ts'
import { RolesHeld } from '../domain/state/roles-held.ts'
import type { NamePair, Pair, RolePlace, SiteReader } from './site.ts'

/** What the places that records name are made of. */
export interface Named {
  readonly people: PeopleIndex<Person>
  readonly courses: CourseIndex<EnrollableCourse>
  readonly categories: readonly Category[]
}

/** The courses that records name. */
export async function coursesNamed(refs: Refs, site: SiteReader): Promise<Named['courses']> {
  const by = { shortnames: [...refs.shortnames], idnumbers: [...refs.courseIdnumbers] }
  return new CourseIndex(await site.enrollableCourses(by))
}

/** Loads who is enrolled where, with which roles and in which groups, for the places that records name. */
export async function loadPlaces(
  refs: Refs,
  { people, courses, categories }: Named,
  site: SiteReader,
  newId: () => number,
): Promise<EnrolmentState> {
  const categoriesByName = byName(categories, refs.categoryNames)
  const places = resolve(refs.places, { people, courses, categories, categoriesByName })

  // Asked together: neither needs the other's answer.
  const [enrolled, held] = await Promise.all([
    site.enrolments(uniquePairs(places.enrolments)),
    site.roleAssignments(uniqueBy(places.roles, (place) => roleKey(...place))),
  ])
  const enrolments: EnrolmentState['enrolments'] = new Map()
  for (const enrolment of enrolled) {
    push(enrolments, pair(enrolment.userId, enrolment.courseId), enrolment)
  }
  const roleAssignments = new RolesHeld()
  for (const { userId, context, instanceId, roleId } of held) {
    roleAssignments.give(roleKey(userId, context, instanceId), roleId)
  }

  const groups: EnrolmentState['groups'] = new Map()
  const groupings: EnrolmentState['groupings'] = new Map()
  const members: EnrolmentState['members'] = new Set()
  const links: EnrolmentState['links'] = new Set()
  if (places.groups.length > 0) {
    for (const group of await site.groups(uniqueNames(places.groups)))
      push(groups, named(group.courseId, group.name), group)
    const memberships = places.members.flatMap(([courseId, name, userId]) =>
      (groups.get(named(courseId, name)) ?? []).map((group): Pair => [group.id, userId]),
    )
    for (const member of await site.groupMembers(uniquePairs(memberships)))
      members.add(pair(member.groupId, member.userId))
  }
  const groupIdnumbers = new Set<string>()
  if (places.groupIdnumbers.length > 0) {
    for (const { courseId, idnumber } of await site.groupsByIdnumber(uniqueNames(places.groupIdnumbers))) {
      groupIdnumbers.add(named(courseId, idnumber))
    }
  }
  if (places.groupings.length > 0) {
    for (const grouping of await site.groupings(uniqueNames(places.groupings))) {
      push(groupings, named(grouping.courseId, grouping.name), grouping)
    }
    const wanted = places.links.flatMap(([courseId, name, groupName]) =>
      (groupings.get(named(courseId, name)) ?? []).flatMap((grouping) =>
        (groups.get(named(courseId, groupName)) ?? []).map((group): Pair => [grouping.id, group.id]),
      ),
    )
    for (const link of await site.groupingGroups(uniquePairs(wanted)))
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
    ...(site.unreadRoles !== undefined && { unreadRoles: site.unreadRoles }),
    groups,
    groupings,
    groupIdnumbers,
    members,
    links,
    teachers: new Map(refs.teachers ? await site.teachers(courseIds) : []),
  }
}

interface Places {
  readonly enrolments: Pair[]
  readonly roles: RolePlace[]
  readonly groups: NamePair[]
  readonly groupIdnumbers: NamePair[]
  readonly groupings: NamePair[]
  readonly members: [courseId: number, group: string, userId: number][]
  readonly links: [courseId: number, grouping: string, group: string][]
}

interface Known {
  readonly people: PeopleIndex<Person>
  readonly courses: CourseIndex<{ id: number; shortname: string; idnumber: string }>
  readonly categories: readonly Category[]
  readonly categoriesByName: ReadonlyMap<string, readonly number[]>
}

/** Turns the names of the records into ids. A name that fits nothing, or several, planning will refuse. */
function resolve(wanted: readonly Place[], known: Known): Places {
  const places: Places = {
    enrolments: [],
    roles: [],
    groups: [],
    groupIdnumbers: [],
    groupings: [],
    members: [],
    links: [],
  }
  for (const place of wanted) {
    const { person, context, group, grouping, groupIdnumber } = place
    const instanceId = idOfInstance(place, known)
    if (instanceId === undefined) continue
    // Also for somebody whom the chunk itself makes.
    if (context === 'course' && group !== '') {
      places.groups.push([instanceId, group])
      if (groupIdnumber !== undefined) places.groupIdnumbers.push([instanceId, groupIdnumber])
      if (grouping !== '') {
        places.groupings.push([instanceId, grouping])
        places.links.push([instanceId, grouping, group])
      }
    }
    for (const userId of idsOfPerson(person, known.people)) {
      places.roles.push([userId, context as ContextLevel, instanceId])
      if (context !== 'course') continue
      places.enrolments.push([userId, instanceId])
      if (group !== '') places.members.push([instanceId, group, userId])
    }
  }
  return places
}

function idOfInstance({ context, instance, by }: Place, known: Known): number | undefined {
  switch (context) {
    case 'system':
      return 0
    case 'course': {
      const { courses } = known
      return (by === 'idnumber' ? courses.withIdnumber(instance) : courses.withShortname(instance))[0]?.id
    }
    case 'coursecat':
      if (by === undefined) return known.categoriesByName.get(instance)?.[0]
      return known.categories.find(({ id, idnumber }) => (by === 'id' ? String(id) : idnumber) === instance)
        ?.id
    case 'user': {
      const [id] = known.people.having('username', instance.toLowerCase())
      return id
    }
    default:
      return undefined
  }
}

/** Everybody whom any of the identifiers fits: planning finds the one whom all fit. */
export function idsOfPerson(
  { username, email, idnumber }: Place['person'],
  people: PeopleIndex<Person>,
): Iterable<number> {
  if (email === undefined && idnumber === undefined) return people.having('username', username ?? '')
  const ids = new Set(people.having('username', username ?? ''))
  for (const id of people.having('email', email ?? '')) ids.add(id)
  for (const id of people.having('idnumber', idnumber ?? '')) ids.add(id)
  return ids
}

function byName(categories: readonly Category[], names: ReadonlySet<string>): Map<string, number[]> {
  const ids = new Map<string, number[]>()
  if (names.size === 0) return ids
  for (const { id, name } of categories) if (names.has(name)) push(ids, name, id)
  return ids
}

export function push<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

export function uniquePairs(pairs: readonly Pair[]): Pair[] {
  return uniqueBy(pairs, ([a, b]) => pair(a, b))
}

function uniqueNames(pairs: readonly NamePair[]): NamePair[] {
  return uniqueBy(pairs, ([courseId, name]) => named(courseId, name))
}

function uniqueBy<T>(things: readonly T[], keyOf: (thing: T) => PairKey): T[] {
  const known = new Set<PairKey>()
  return things.filter((thing) => {
    const before = known.size
    return known.add(keyOf(thing)).size > before
  })
}
