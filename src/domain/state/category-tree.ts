import type { Category } from '../entities.ts'

/** All categories of a site. There are few beside users and courses, so the whole tree is loaded. */
export class CategoryTree {
  readonly #byId = new Map<number, Category>()
  readonly #byName = new Map<string, Category[]>()
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

  /** Children of a parent (0: the top level) that have this name. */
  children(parentId: number, name: string): readonly Category[] {
    return this.#children.get(childKey(parentId, name)) ?? []
  }

  put(category: Category): void {
    this.#byId.set(category.id, category)
    push(this.#byName, category.name, category)
    push(this.#children, childKey(category.parentId, category.name), category)
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
