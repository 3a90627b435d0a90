import type { Category } from '../entities.ts'

/** All categories of a site. There are few beside users and courses, so the whole tree is loaded. */
export class CategoryTree {
  readonly #byId = new Map<number, Category>()
  readonly #byName = new Map<string, Category[]>()
  readonly #byIdnumber = new Map<string, Category[]>()
  readonly #children = new Map<string, Category[]>()

  constructor(categories: Iterable<Category> = []) {
    for (const category of categories) this.put(category)
  }

  get(id: number): Category | undefined {
    return this.#byId.get(id)
  }

  named(name: string): readonly Category[] {
    return this.#byName.get(name) ?? []
  }

  withIdnumber(idnumber: string): readonly Category[] {
    return this.#byIdnumber.get(idnumber) ?? []
  }

  /** Children of a parent (0: the top level) that have this name. */
  children(parentId: number, name: string): readonly Category[] {
    return this.#children.get(childKey(parentId, name)) ?? []
  }

  /** Adds a category, or replaces the one of the same id. */
  put(category: Category): void {
    const before = this.#byId.get(category.id)
    if (before !== undefined) this.#unlink(before)
    this.#byId.set(category.id, category)
    push(this.#byName, category.name, category)
    push(this.#children, childKey(category.parentId, category.name), category)
    if (category.idnumber !== '') push(this.#byIdnumber, category.idnumber, category)
  }

  #unlink(category: Category): void {
    drop(this.#byName, category.name, category)
    drop(this.#children, childKey(category.parentId, category.name), category)
    drop(this.#byIdnumber, category.idnumber, category)
  }

  /** Names from the top down to the category. */
  path(id: number): string[] {
    const names: string[] = []
    for (let at = this.#byId.get(id); at !== undefined; at = this.#byId.get(at.parentId))
      names.unshift(at.name)
    return names
  }
}

function childKey(parentId: number, name: string): string {
  return `${parentId}:${name}`
}

function push(index: Map<string, Category[]>, key: string, category: Category): void {
  const list = index.get(key)
  if (list === undefined) index.set(key, [category])
  else list.push(category)
}

function drop(index: Map<string, Category[]>, key: string, category: Category): void {
  const others = index.get(key)?.filter(({ id }) => id !== category.id) ?? []
  index.set(key, others)
}
