import type { Identifiers, IdentifyingField } from '../action.ts'
import type { User } from '../entities.ts'

/** What is needed of a user to find one and to write to one. */
export type Person = Pick<User, 'id' | 'username' | 'email' | 'idnumber' | 'firstname' | 'lastname'>

/** The live users that a chunk names, found by id or by any identifying value. */
export class PeopleIndex<T extends Person> {
  readonly #byId = new Map<number, T>()
  /** One id alone has no list: there are three for each person of a chunk, and shared values are rare. */
  readonly #ids: Record<IdentifyingField, Map<string, number | readonly number[]>> = {
    username: new Map(),
    email: new Map(),
    idnumber: new Map(),
  }

  constructor(people: Iterable<T> = []) {
    for (const person of people) this.put(person)
  }

  get(id: number): T | undefined {
    return this.#byId.get(id)
  }

  /** Ids of all who have this value. Several are possible for addresses, where the site allows that. */
  having(field: IdentifyingField, value: string): readonly number[] {
    const ids = this.#ids[field].get(value)
    if (ids === undefined) return NOBODY
    return typeof ids === 'number' ? [ids] : ids
  }

  /** Adds a person, or replaces the one of the same id. */
  put(person: T): void {
    const before = this.#byId.get(person.id)
    if (before !== undefined) this.#unlink(before, person)
    this.#byId.set(person.id, person)
    for (const field of FIELDS) {
      const value = person[field]
      if (value === '' || (before !== undefined && before[field] === value)) continue
      const others = this.#ids[field].get(value)
      this.#ids[field].set(
        value,
        others === undefined ? person.id : [...this.having(field, value), person.id],
      )
    }
  }

  remove(id: number): void {
    const person = this.#byId.get(id)
    if (person === undefined) return
    this.#unlink(person, {})
    this.#byId.delete(id)
  }

  #unlink(before: T, after: Identifiers): void {
    for (const field of FIELDS) {
      if (before[field] === after[field]) continue
      const others = this.having(field, before[field]).filter((id) => id !== before.id)
      if (others.length > 0) this.#ids[field].set(before[field], others)
      else this.#ids[field].delete(before[field])
    }
  }
}

const FIELDS: readonly IdentifyingField[] = ['username', 'email', 'idnumber']
const NOBODY: readonly number[] = []
