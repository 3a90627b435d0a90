import { IDENTIFYING_FIELDS, type IdentifyingField } from '../domain/action.ts'
import type { Person } from '../domain/state/people-index.ts'
import type { PersonNames, SiteReader } from '../sites/site.ts'

/** Names that are kept, twice: the younger ones and those before them. Some 10 MB each. */
const MOST_NAMES = 40_000

const NAMES = { username: 'usernames', email: 'emails', idnumber: 'idnumbers' } as const

type Answers = Record<IdentifyingField, Map<string, readonly Person[]>>

/**
 * Who has which name, as a site answered. Files whose records stand by course name each person again and again, far apart.
 * Names that were not asked for lately are forgotten.
 */
export class KnownPeople {
  #young: Answers = noAnswers()
  #old: Answers = noAnswers()

  /** As `SiteReader.people` answers; only what is not known is asked. */
  async find(by: PersonNames, site: SiteReader): Promise<Person[]> {
    const found = new Map<number, Person>()
    const unknown = { usernames: [] as string[], emails: [] as string[], idnumbers: [] as string[] }
    for (const field of IDENTIFYING_FIELDS) {
      for (const name of by[NAMES[field]]) {
        const people = this.#known(field, name)
        if (people === undefined) unknown[NAMES[field]].push(name)
        else for (const person of people) found.set(person.id, person)
      }
    }
    const ids = by.ids ?? []
    if (ids.length + unknown.usernames.length + unknown.emails.length + unknown.idnumbers.length === 0) {
      return [...found.values()]
    }
    const answer = await site.people({ ...unknown, ids })
    for (const person of answer) found.set(person.id, person)
    for (const field of IDENTIFYING_FIELDS) this.#keep(field, unknown[NAMES[field]], answer)
    return [...found.values()]
  }

  #known(field: IdentifyingField, name: string): readonly Person[] | undefined {
    const young = this.#young[field].get(name)
    if (young !== undefined) return young
    const old = this.#old[field].get(name)
    if (old !== undefined) this.#put(field, name, old)
    return old
  }

  /** Keeps also that there is nobody. */
  #keep(field: IdentifyingField, names: readonly string[], people: readonly Person[]): void {
    if (names.length === 0) return
    const byName = Map.groupBy(people, (person) => person[field])
    for (const name of names) this.#put(field, name, byName.get(name) ?? NOBODY)
  }

  #put(field: IdentifyingField, name: string, people: readonly Person[]): void {
    if (IDENTIFYING_FIELDS.reduce((sum, each) => sum + this.#young[each].size, 0) >= MOST_NAMES) {
      this.#old = this.#young
      this.#young = noAnswers()
    }
    this.#young[field].set(name, people)
  }
}

const NOBODY: readonly Person[] = []

function noAnswers(): Answers {
  return { username: new Map(), email: new Map(), idnumber: new Map() }
}
