import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_ROLES } from '../../src/config/roles.ts'
import type { RecordKind } from '../../src/domain/action.ts'
import { ACTIVITY_KINDS } from '../../src/domain/activity-entities.ts'
import type { ContextLevel, Entities, EntityKind, Role, User } from '../../src/domain/entities.ts'
import { ENTITY_KINDS, entityKey } from '../../src/domain/entities.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { DEFAULT_SITE_FACTS, type ProfileField, type SiteFacts } from '../../src/domain/site-facts.ts'
import {
  activityName,
  type Entity,
  named,
  pair,
  roleKey,
  type SiteState,
  type SiteStates,
  type Teacher,
} from '../../src/domain/site-state.ts'
import { CategoryTree } from '../../src/domain/state/category-tree.ts'
import { CohortIndex } from '../../src/domain/state/cohort-index.ts'
import { CourseIndex } from '../../src/domain/state/course-index.ts'
import { PeopleIndex } from '../../src/domain/state/people-index.ts'
import { RolesHeld } from '../../src/domain/state/roles-held.ts'

/** Everything that a site holds, by kind and key: what is compared between a model and the real thing. */
export type Content = { readonly [K in EntityKind]: Readonly<Record<string, Entities[K]>> }

/** The default roles, and one that is given over people. */
export const ROLE_ROWS = [...DEFAULT_ROLES, { shortname: 'mentor', contexts: ['user'] }]

export const ROLES: readonly Role[] = ROLE_ROWS.map(({ shortname, contexts }, index) => ({
  id: index + 1,
  shortname,
  contexts: contexts as ContextLevel[],
}))

const PROFILE_DEFAULTS = { options: [], defaultValue: '', includeTime: false }

export const PROFILE_FIELDS: readonly ProfileField[] = [
  { ...PROFILE_DEFAULTS, shortname: 'staff', name: 'Staff', type: 'checkbox' },
  { ...PROFILE_DEFAULTS, shortname: 'team', name: 'Team', type: 'menu', options: ['red', 'blue'] },
  { ...PROFILE_DEFAULTS, shortname: 'hired', name: 'Hired', type: 'datetime' },
]

type Tables = { [K in EntityKind]: Map<string, Entities[K]> }

/**
 * A site in memory, told slowly and plainly: operations are carried out one by one, each against what is there, and
 * what hangs on a thing ends with it. What the real site does in bulk must come to the same.
 */
export class ModelSite {
  readonly facts: SiteFacts
  lastId = 0
  readonly #tables = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, new Map()])) as unknown as Tables

  constructor(facts: SiteFacts = DEFAULT_SITE_FACTS) {
    this.facts = facts
  }

  /** The whole site as planning's state; ids that planning gives out are this site's. */
  state<K extends RecordKind>(kind: K): SiteStates[K] {
    const common = { facts: this.facts, newId: () => ++this.lastId }
    const all = {
      user: () => this.#userState(common),
      course: () => this.#courseState(),
      enrolment: () => ({
        ...this.#enrolmentState(new PeopleIndex(this.all('user'))),
        categories: new CategoryTree(this.all('category')),
      }),
      category: () => ({ categories: new CategoryTree(this.all('category')) }),
      group: () => this.#enrolmentState(new PeopleIndex()),
      cohort: () => ({
        categories: new CategoryTree(this.all('category')),
        cohorts: new CohortIndex(this.all('cohort')),
      }),
      activity: () => ({
        people: new PeopleIndex(this.all('user')),
        courses: new CourseIndex(this.all('course')),
        known: new Map(
          ACTIVITY_KINDS.flatMap((kind) =>
            this.all(kind).map((entity) => [activityName(kind, entity), entity] as const),
          ),
        ),
      }),
    }
    return { ...common, ...all[kind]() } as unknown as SiteStates[K]
  }

  all<K extends EntityKind>(kind: K): Entities[K][] {
    return [...this.#tables[kind].values()]
  }

  content(): Content {
    return Object.fromEntries(
      ENTITY_KINDS.map((kind) => [kind, Object.fromEntries(this.#tables[kind])]),
    ) as unknown as Content
  }

  /** Carries out a plan's operations, record by record. Throws when a `before` is not what is there. */
  apply(operations: readonly Operation[]): void {
    for (const ofRecord of Map.groupBy(operations, ({ record }) => record).values()) {
      for (const operation of ofRecord) this.#applyOne(operation)
      for (const operation of ofRecord) if (operation.after === null) this.#endWith(operation)
    }
  }

  #applyOne({ kind, before, after }: Operation): void {
    const table = this.#tables[kind] as Map<string, unknown>
    const key = entityKey(kind, (after ?? before) as never)
    const present = table.get(key) ?? null
    if (!isDeepStrictEqual(present, before)) {
      throw new Error(
        `${kind} ${key} is ${JSON.stringify(present)}, the plan takes it for ${JSON.stringify(before)}`,
      )
    }
    if (after === null) table.delete(key)
    else table.set(key, after)
  }

  #endWith({ kind, before }: Operation): void {
    if (kind === 'user') {
      const { id } = before!
      this.#end('enrolment', ({ userId }) => userId === id)
      this.#end('roleAssignment', (e) => e.userId === id || (e.context === 'user' && e.instanceId === id))
      this.#end('groupMember', ({ userId }) => userId === id)
      this.#end('cohortMember', ({ userId }) => userId === id)
    }
    if (kind === 'course') {
      const { id } = before!
      this.#end('roleAssignment', (e) => e.context === 'course' && e.instanceId === id)
      for (const hanging of ['enrolment', 'groupMember', 'groupingGroup', 'group', 'grouping'] as const) {
        this.#end(hanging, ({ courseId }) => courseId === id)
      }
    }
    if (kind === 'enrolment') {
      const { userId, courseId } = before!
      if (this.all('enrolment').some((e) => e.userId === userId && e.courseId === courseId)) return
      this.#end('groupMember', (e) => e.userId === userId && e.courseId === courseId)
    }
  }

  #end<K extends EntityKind>(kind: K, which: (entity: Entities[K]) => boolean): void {
    for (const [key, entity] of this.#tables[kind]) if (which(entity)) this.#tables[kind].delete(key)
  }

  /** What lies in courses, as a site tells it when they are to be reset. */
  contents(courseIds: readonly number[]): Entity[] {
    return CONTENT_KINDS.flatMap((kind) =>
      this.all(kind)
        .filter((entity) => courseIds.includes(courseIdOf(entity) ?? 0))
        .map((entity) => ({ kind, entity }) as Entity),
    )
  }

  #userState(common: Pick<SiteStates['user'], 'facts' | 'newId'>) {
    const users = new PeopleIndex(this.all('user'))
    return {
      users,
      neededCategories: this.#categoryIdnumbers(),
      parts: {
        ...common,
        ...this.#enrolmentState(users),
        categories: new CategoryTree(this.all('category')),
        cohorts: Map.groupBy(this.all('cohort'), ({ idnumber }) => idnumber),
        cohortMembers: new Set(
          this.all('cohortMember').map(({ cohortId, userId }) => pair(cohortId, userId)),
        ),
      },
      profileFields: new Map(PROFILE_FIELDS.map((field) => [field.shortname, field])),
    }
  }

  #courseState() {
    return {
      courses: new CourseIndex(this.all('course')),
      categories: new CategoryTree(this.all('category')),
      roles: new Map(ROLES.map((role) => [role.shortname, role])),
      contents: Map.groupBy(
        this.contents(this.all('course').map(({ id }) => id)),
        ({ entity }) => courseIdOf(entity) ?? 0,
      ),
    }
  }

  #categoryIdnumbers(): ReadonlySet<string> {
    return new Set(this.all('category').map(({ idnumber }) => idnumber))
  }

  #enrolmentState(people: PeopleIndex<User>) {
    return {
      people,
      neededCategories: this.#categoryIdnumbers(),
      courses: new CourseIndex(this.all('course')),
      categoriesByName: grouped(
        this.all('category'),
        ({ name }) => name,
        ({ id }) => id,
      ),
      roles: new Map(ROLES.map((role) => [role.shortname, role])),
      enrolments: grouped(
        this.all('enrolment'),
        ({ userId, courseId }) => pair(userId, courseId),
        (e) => e,
      ),
      roleAssignments: new RolesHeld(
        grouped(
          this.all('roleAssignment'),
          ({ userId, context, instanceId }) => roleKey(userId, context, instanceId),
          ({ roleId }) => roleId,
        ),
      ),
      groups: grouped(
        this.all('group'),
        ({ courseId, name }) => named(courseId, name),
        (e) => e,
      ),
      groupings: grouped(
        this.all('grouping'),
        ({ courseId, name }) => named(courseId, name),
        (e) => e,
      ),
      groupIdnumbers: new Set(
        this.all('group')
          .filter(({ idnumber }) => idnumber !== '')
          .map(({ courseId, idnumber }) => named(courseId, idnumber)),
      ),
      members: new Set(this.all('groupMember').map(({ groupId, userId }) => pair(groupId, userId))),
      links: new Set(this.all('groupingGroup').map(({ groupingId, groupId }) => pair(groupingId, groupId))),
      teachers: this.#teachers(),
    }
  }

  #teachers(): Map<number, Teacher> {
    const role = ROLES.find(({ shortname }) => shortname === 'editingteacher')!
    const teachers = new Map<number, Teacher>()
    for (const { userId, roleId, context, instanceId } of this.all('roleAssignment')) {
      const user = this.#tables.user.get(String(userId))!
      if (roleId !== role.id || context !== 'course' || user.email === '') continue
      const first = teachers.get(instanceId)
      if (first === undefined || user.id < first.id) teachers.set(instanceId, user)
    }
    return teachers
  }
}

/** What hangs on a thing before the thing itself. */
const CONTENT_KINDS = [
  'groupingGroup',
  'groupMember',
  'group',
  'grouping',
  'roleAssignment',
  'enrolment',
] as const

function courseIdOf(entity: object): number | null {
  if ('instanceId' in entity) {
    const { context, instanceId } = entity as Entities['roleAssignment']
    return context === 'course' ? instanceId : null
  }
  return 'courseId' in entity ? (entity.courseId as number) : null
}

function grouped<K, T, V>(items: readonly T[], key: (item: T) => K, value: (item: T) => V): Map<K, V[]> {
  return new Map([...Map.groupBy(items, key)].map(([name, members]) => [name, members.map(value)]))
}

/** What planning left in a state, so that it can be compared with the state of the site after the operations. */
export function shownState(kind: RecordKind, state: SiteState, lastId: number): object {
  const ids = Array.from({ length: lastId }, (_, index) => index + 1)
  const each = <T>(get: (id: number) => T | undefined) =>
    ids.map(get).filter((entity) => entity !== undefined)
  if (kind === 'user') return each((id) => (state as SiteStates['user']).users.get(id))
  if (kind === 'course') {
    const { courses, categories } = state as SiteStates['course']
    return { courses: each((id) => courses.get(id)), categories: each((id) => categories.get(id)) }
  }
  if (kind === 'cohort') {
    const { cohorts } = state as SiteStates['cohort']
    const named = ['K1', 'K2', 'K3', 'Arts', 'Bio', 'Law'].flatMap((value) =>
      (['idnumber', 'name'] as const).flatMap((field) => cohorts.named({ field, value })),
    )
    return new Map(named.map((cohort) => [cohort.id, cohort]))
  }
  if (kind === 'activity') return Object.fromEntries((state as SiteStates['activity']).known)
  const { enrolments, roleAssignments, groups, groupings, members, links } = state as SiteStates['enrolment']
  return {
    enrolments: Object.fromEntries([...enrolments].filter(([, list]) => list.length > 0)),
    roleAssignments: Object.fromEntries(
      [...roleAssignments.keys()].map((key) => [key, roleAssignments.of(key).toSorted()]),
    ),
    groups: Object.fromEntries(groups),
    groupings: Object.fromEntries(groupings),
    members: [...members].sort(),
    links: [...links].sort(),
  }
}
