import { type Entities, type EntityKind, entityKey, type User } from '../../domain/entities.ts'
import type { Operation } from '../../domain/operation.ts'
import { PeopleIndex, type Person } from '../../domain/state/people-index.ts'
import type { PersonNames, SiteReader } from '../../sites/site.ts'
import { LaidOverSite, type Latest } from './laid-over-site.ts'
import { lookUpsOf } from './look-ups.ts'

/**
 * A site with the operations of one chunk laid over it, which are planned and not written yet: so the next chunk can be
 * planned while they are. It knows what operations say; what a site ends by itself with a thing that ends, it does not,
 * and neither who teaches where: `canBeLaidOver` tells which chunks it fits.
 */
export class RecentSite extends LaidOverSite {
  readonly #operations: readonly Operation[]
  readonly #lastId: number
  readonly #changes = new Map<EntityKind, Changes>()
  #people: PeopleIndex<User> | null = null

  constructor(under: SiteReader, operations: readonly Operation[], lastId: number) {
    super(under)
    this.#operations = operations
    this.#lastId = lastId
  }

  override async lastId(): Promise<number> {
    return this.#lastId
  }

  // The names of people are looked up as they are: spelled as look-ups, they would cost more than planning.

  override async users(by: PersonNames): Promise<User[]> {
    return this.#withChanged(await this.under.users(by), by)
  }

  override async people(by: PersonNames): Promise<Person[]> {
    return this.#withChanged<Person>(await this.under.people(by), by)
  }

  override async teachers(courseIds: readonly number[]) {
    return this.under.teachers(courseIds)
  }

  protected override async latest<K extends EntityKind>(
    kind: K,
    lookUps: readonly string[],
    keys: ReadonlySet<string>,
  ): Promise<readonly Latest<Entities[K]>[]> {
    const { latest, named } = this.#changesOf(kind)
    const entities = new Set<string>()
    if (latest.size > 0) {
      for (const key of keys) if (latest.has(key)) entities.add(key)
      for (const lookUp of lookUps) for (const entity of named.get(lookUp) ?? []) entities.add(entity)
    }
    return Array.from(entities, (entity) => ({ entity, after: latest.get(entity) as Entities[K] | null }))
  }

  #withChanged<T extends Person>(found: T[], by: PersonNames): T[] {
    // Of a first import nearly every chunk: nobody is asked for, and an index of those who are new would be for nothing.
    if (by.usernames.length + by.emails.length + by.idnumbers.length + (by.ids?.length ?? 0) === 0)
      return found
    const changed = this.#changedPeople()
    const people = new Map<number, T>()
    for (const person of found) {
      if (changed.get(person.id) === undefined) people.set(person.id, person)
    }
    const add = (id: number) => {
      const person = changed.get(id)
      if (person !== undefined) people.set(id, person as Person as T)
    }
    for (const name of by.usernames) for (const id of changed.having('username', name)) add(id)
    for (const name of by.emails) for (const id of changed.having('email', name)) add(id)
    for (const name of by.idnumbers) for (const id of changed.having('idnumber', name)) add(id)
    for (const id of by.ids ?? []) add(id)
    return [...people.values()]
  }

  #changedPeople(): PeopleIndex<User> {
    if (this.#people !== null) return this.#people
    const people = new PeopleIndex<User>()
    for (const { kind, after } of this.#operations) {
      if (kind === 'user' && after !== null) people.put(after as User)
    }
    this.#people = people
    return people
  }

  #changesOf(kind: EntityKind): Changes {
    const known = this.#changes.get(kind)
    if (known !== undefined) return known
    const changes: Changes = { latest: new Map(), named: new Map() }
    this.#changes.set(kind, changes)
    for (const operation of this.#operations) {
      if (operation.kind === kind) note(operation, changes)
    }
    return changes
  }
}

/** What a chunk does to entities of one kind. */
interface Changes {
  /** By entity key. */
  readonly latest: Map<string, Entities[EntityKind] | null>
  /** Keys of the entities that had a name at some time of the chunk: who asks by it learns what they are now. */
  readonly named: Map<string, string[]>
}

function note({ kind, before, after }: Operation, { latest, named }: Changes): void {
  const entity = entityKey(kind, (after ?? before) as never)
  latest.set(entity, after)
  if (after === null) return
  for (const lookUp of lookUpsOf(kind, after as never)) {
    const entities = named.get(lookUp)
    if (entities === undefined) named.set(lookUp, [entity])
    else entities.push(entity)
  }
}

/** Whether these operations are all there is to know of a chunk. */
export function canBeLaidOver(operations: readonly Operation[]): boolean {
  return operations.every(({ after }) => after !== null)
}
