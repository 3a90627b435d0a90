import type { RecordKind } from '../domain/action.ts'
import type { Refs } from '../domain/refs.ts'
import type {
  CategoryState,
  CohortState,
  CourseState,
  EnrolmentState,
  Entity,
  SiteStates,
  UserState,
} from '../domain/site-state.ts'
import { CategoryTree } from '../domain/state/category-tree.ts'
import { CohortIndex } from '../domain/state/cohort-index.ts'
import { CourseIndex } from '../domain/state/course-index.ts'
import { PeopleIndex, type Person } from '../domain/state/people-index.ts'
import type { CohortName } from '../domain/sync-action.ts'
import { probeFreeNames } from './free-names.ts'
import { loadActivity } from './load-activity.ts'
import { loadParts } from './load-parts.ts'
import { coursesNamed, loadPlaces } from './load-places.ts'
import type { PersonNames, SiteReader } from './site.ts'

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

const LOADERS = {
  user: loadUsers,
  course: loadCourses,
  enrolment: loadEnrolments,
  category: loadCategories,
  activity: loadActivity,
  cohort: loadCohorts,
  group: loadGroups,
}

async function loadUsers(refs: Refs, site: SiteReader, newId: () => number): Promise<UserState> {
  const fields = await site.profileFields()
  const users = new PeopleIndex(await site.users(personNames(refs)))
  await probeFreeNames(refs.counted.username, async (usernames) => {
    const found = await site.users({ usernames, emails: [], idnumbers: [] })
    for (const user of found) users.put(user)
    return found.map(({ username }) => username)
  })
  return {
    facts: await site.facts(),
    ...(site.isUnwritable !== undefined && { isUnwritable: site.isUnwritable }),
    newId,
    profileFields: new Map(fields.map((field) => [field.shortname.toLowerCase(), field])),
    users,
    parts: refs.parts ? await loadParts(refs, users, site, newId) : null,
    neededCategories: await knownCategories(refs, site),
  }
}

async function loadCourses(refs: Refs, site: SiteReader, newId: () => number): Promise<CourseState> {
  const by = { shortnames: [...refs.shortnames], idnumbers: [...refs.courseIdnumbers] }
  const courses = new CourseIndex(await site.courses(by))
  await probeFreeNames(refs.counted.shortname, async (shortnames) => {
    const found = await site.courses({ shortnames, idnumbers: [] })
    for (const course of found) courses.put(course)
    return found.map(({ shortname }) => shortname)
  })
  await probeFreeNames(refs.counted.courseIdnumber, async (idnumbers) => {
    const found = await site.courses({ shortnames: [], idnumbers })
    for (const course of found) courses.put(course)
    return found.map(({ idnumber }) => idnumber)
  })
  const resets = refs.resets.flatMap(({ field, value }) =>
    (field === 'shortname' ? courses.withShortname(value) : courses.withIdnumber(value)).map(({ id }) => id),
  )
  return {
    facts: await site.facts(),
    ...(site.isUnwritable !== undefined && { isUnwritable: site.isUnwritable }),
    newId,
    courses,
    ...(refs.courseRoles && {
      roles: new Map((await site.roles()).map((role) => [role.shortname, role])),
    }),
    ...(resets.length > 0 && { contents: Map.groupBy(await site.contents(resets), courseIdOf) }),
    categories: new CategoryTree(await site.categories()),
  }
}

function courseIdOf({ kind, entity }: Entity): number {
  if (kind === 'roleAssignment') return entity.instanceId
  return 'courseId' in entity ? entity.courseId : 0
}

async function loadEnrolments(refs: Refs, site: SiteReader, newId: () => number): Promise<EnrolmentState> {
  // Asked together: neither needs the other's answer, and a chunk before this one may be written behind them.
  const [persons, courses] = await Promise.all([site.people(personNames(refs)), coursesNamed(refs, site)])
  const people = new PeopleIndex(persons)
  const byIdnumber = refs.places.some(({ context, by }) => context === 'coursecat' && by !== undefined)
  const categories = refs.categoryNames.size === 0 && !byIdnumber ? [] : await site.categories()
  const state = await loadPlaces(refs, { people, courses, categories }, site, newId)
  const tree = byIdnumber ? { categories: new CategoryTree(categories) } : {}
  return { ...state, ...tree, neededCategories: await knownCategories(refs, site) }
}

async function loadCategories(_: Refs, site: SiteReader, newId: () => number): Promise<CategoryState> {
  return { facts: await site.facts(), newId, categories: new CategoryTree(await site.categories()) }
}

async function loadCohorts(refs: Refs, site: SiteReader, newId: () => number): Promise<CohortState> {
  const named = (wanted: CohortName['field']) =>
    refs.cohortNames.filter(({ field }) => field === wanted).map(({ value }) => value)
  return {
    facts: await site.facts(),
    newId,
    categories: new CategoryTree(await site.categories()),
    cohorts: new CohortIndex(await site.cohorts({ idnumbers: named('idnumber'), names: named('name') })),
  }
}

async function loadGroups(refs: Refs, site: SiteReader, newId: () => number): Promise<EnrolmentState> {
  const named = { people: new PeopleIndex<Person>(), courses: await coursesNamed(refs, site), categories: [] }
  return loadPlaces(refs, named, site, newId)
}

async function knownCategories({ neededCategories }: Refs, site: SiteReader): Promise<ReadonlySet<string>> {
  if (neededCategories.size === 0) return neededCategories
  const known = (await site.categories()).map(({ idnumber }) => idnumber)
  return new Set(known.filter((idnumber) => neededCategories.has(idnumber)))
}

function personNames(refs: Refs): PersonNames {
  return { usernames: [...refs.usernames], emails: [...refs.emails], idnumbers: [...refs.idnumbers] }
}
