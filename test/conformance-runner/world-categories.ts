import type { Category } from '../../src/domain/entities.ts'
import { parseCategoryPath } from '../../src/domain/values/category-path.ts'
import type { Given } from './case-format.ts'
import { FormatProblem } from './format-problem.ts'

type GivenCategory = Given['categories'][number]

/** The category tree of `given`: missing parents are made, the same path twice makes two siblings. */
export class Categories {
  readonly #all: Category[] = []
  readonly #newId: () => number

  constructor(given: readonly GivenCategory[], newId: () => number) {
    this.#newId = newId
    for (const { path, id, idnumber, visible } of given) {
      const names = namesOf(path)
      const parentId = this.#find(names.slice(0, -1))
      this.#all.push({ id: id ?? newId(), parentId, name: names.at(-1)!, idnumber, visible })
    }
  }

  /** The first of this path, made if there is none. */
  idOf(path: string): number {
    return this.#find(namesOf(path))
  }

  all(): readonly Category[] {
    return this.#all
  }

  #find(names: readonly string[]): number {
    let at = 0
    for (const name of names) {
      const found = this.#all.find((category) => category.parentId === at && category.name === name)
      at = found?.id ?? this.#make(name, at, this.#newId())
    }
    return at
  }

  #make(name: string, parentId: number, id: number): number {
    this.#all.push({ id, parentId, name, idnumber: '', visible: true })
    return id
  }
}

function namesOf(path: string): readonly string[] {
  const parsed = parseCategoryPath(path)
  if (parsed === null || parsed.absolute) throw new FormatProblem(`"${path}" is no category path`)
  return parsed.names
}
