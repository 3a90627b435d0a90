import type { ActivityKind } from '../../domain/activity-entities.ts'
import { type Entities, type EntityKind, entityKey } from '../../domain/entities.ts'
import type { EnrollableCourse, Entity, Teacher } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import { ForwardingReader } from '../../sites/forwarding-reader.ts'
import type { CohortNames, CourseNames, NamePair, Pair, PersonNames, RolePlace } from '../../sites/site.ts'

/** Of an entity that was changed, what it is now; null when it is gone. */
export interface Latest<T> {
  readonly entity: string
  readonly after: T | null
}

/**
 * A site with changes laid over it that it has not seen. Each question about entities is asked of both; which id was
 * given last and who teaches where, whoever lays something over a site has to say.
 */
export abstract class LaidOverSite extends ForwardingReader {
  /** The latest states of entities that these look-ups (`look-ups.ts`) name, or whose keys these are. */
  protected abstract latest<K extends EntityKind>(
    kind: K,
    lookUps: readonly string[],
    keys: ReadonlySet<string>,
  ): Promise<readonly Latest<Entities[K]>[]>

  abstract override lastId(): Promise<number>
  abstract override teachers(courseIds: readonly number[]): Promise<ReadonlyMap<number, Teacher>>

  override async users(by: PersonNames) {
    return this.#laidOver('user', await this.under.users(by), personLookUps(by))
  }

  override async people(by: PersonNames): Promise<Person[]> {
    return this.#laidOver<'user', Person>('user', await this.under.people(by), personLookUps(by))
  }

  override async courses(by: CourseNames) {
    return this.#laidOver('course', await this.under.courses(by), courseLookUps(by))
  }

  override async enrollableCourses(by: CourseNames): Promise<EnrollableCourse[]> {
    const under = await this.under.enrollableCourses(by)
    return this.#laidOver<'course', EnrollableCourse>('course', under, courseLookUps(by))
  }

  override async categories() {
    return this.#laidOver('category', await this.under.categories(), ['category'])
  }

  override async enrolments(places: readonly Pair[]) {
    return this.#laidOver('enrolment', await this.under.enrolments(places), places.map(joined))
  }

  override async roleAssignments(places: readonly RolePlace[]) {
    const lookUps = places.map((place) => place.join(':'))
    return this.#laidOver('roleAssignment', await this.under.roleAssignments(places), lookUps)
  }

  override async groups(names: readonly NamePair[]) {
    return this.#laidOver('group', await this.under.groups(names), names.map(joined))
  }

  override async groupsByIdnumber(idnumbers: readonly NamePair[]) {
    const lookUps = idnumbers.map((pair) => `idnumber:${joined(pair)}`)
    return this.#laidOver('group', await this.under.groupsByIdnumber(idnumbers), lookUps)
  }

  override async cohorts(by: CohortNames) {
    const lookUps = [
      ...by.idnumbers.map((idnumber) => `idnumber:${idnumber}`),
      ...by.names.map((name) => `name:${name}`),
    ]
    return this.#laidOver('cohort', await this.under.cohorts(by), lookUps)
  }

  override async cohortMembers(pairs: readonly Pair[]) {
    return this.#laidOver('cohortMember', await this.under.cohortMembers(pairs), pairs.map(joined))
  }

  /** What the changes made in these courses is not among it: whoever resets a course has not filled it before. */
  override async contents(courseIds: readonly number[]) {
    const under = await this.under.contents(courseIds)
    const left: Entity[] = []
    for (const [kind, ofKind] of Map.groupBy(under, (one) => one.kind)) {
      const entities = await this.#laidOver(kind, ofKind.map(({ entity }) => entity) as never[], [])
      left.push(...entities.map((entity) => ({ kind, entity }) as Entity))
    }
    return left
  }

  override async groupings(names: readonly NamePair[]) {
    return this.#laidOver('grouping', await this.under.groupings(names), names.map(joined))
  }

  override async groupMembers(pairs: readonly Pair[]) {
    return this.#laidOver('groupMember', await this.under.groupMembers(pairs), pairs.map(joined))
  }

  override async groupingGroups(pairs: readonly Pair[]) {
    return this.#laidOver('groupingGroup', await this.under.groupingGroups(pairs), pairs.map(joined))
  }

  override async activities<K extends ActivityKind>(kind: K, like: readonly Entities[K][]) {
    const lookUps = like.map((entity) => entityKey(kind, entity))
    return this.#laidOver(kind, await this.under.activities(kind, like), lookUps)
  }

  async #laidOver<K extends EntityKind, T extends Partial<Entities[K]> = Entities[K]>(
    kind: K,
    under: readonly T[],
    lookUps: readonly string[],
  ): Promise<T[]> {
    const entities = new Map(under.map((entity) => [entityKey(kind, entity as never), entity]))
    for (const { entity, after } of await this.latest(kind, lookUps, new Set(entities.keys()))) {
      if (after === null) entities.delete(entity)
      else entities.set(entity, after as never)
    }
    return [...entities.values()]
  }
}

function personLookUps({ usernames, emails, idnumbers, ids = [] }: PersonNames): string[] {
  return [
    ...usernames.map((value) => `username:${value}`),
    ...emails.map((value) => `email:${value}`),
    ...idnumbers.map((value) => `idnumber:${value}`),
    ...ids.map((id) => `id:${id}`),
  ]
}

function courseLookUps({ shortnames, idnumbers }: CourseNames): string[] {
  return [
    ...shortnames.map((shortname) => `shortname:${shortname}`),
    ...idnumbers.map((idnumber) => `idnumber:${idnumber}`),
  ]
}

function joined(parts: readonly (number | string)[]): string {
  return parts.join(':')
}
