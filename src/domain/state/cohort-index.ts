import type { Cohort } from '../entities.ts'
import type { CohortName } from '../sync-action.ts'

/** The cohorts that a chunk names. They are few, but a file may name many: each look-up is by a map. */
export class CohortIndex {
  readonly #byId = new Map<number, Cohort>()
  readonly #ids = new Map<string, Set<number>>()

  constructor(cohorts: Iterable<Cohort> = []) {
    for (const cohort of cohorts) this.put(cohort)
  }

  named({ field, value }: CohortName): readonly Cohort[] {
    return [...(this.#ids.get(`${field}:${value}`) ?? [])].map((id) => this.#byId.get(id)!)
  }

  /** Adds a cohort, or replaces the one of the same id. */
  put(cohort: Cohort): void {
    const before = this.#byId.get(cohort.id)
    if (before !== undefined) for (const key of keysOf(before)) this.#ids.get(key)!.delete(cohort.id)
    this.#byId.set(cohort.id, cohort)
    for (const key of keysOf(cohort)) {
      const ids = this.#ids.get(key)
      if (ids === undefined) this.#ids.set(key, new Set([cohort.id]))
      else ids.add(cohort.id)
    }
  }
}

function keysOf({ idnumber, name }: Cohort): string[] {
  return [`idnumber:${idnumber}`, `name:${name}`]
}
