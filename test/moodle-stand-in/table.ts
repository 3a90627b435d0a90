/** Takes back what was done since it was begun; without one nothing is kept. */
export class Journal {
  #undo: (() => void)[] | null = null

  keep(undo: () => void): void {
    this.#undo?.push(undo)
  }

  /** Runs `work`, and takes back what it changed if it throws. Ids that it used stay used. */
  transaction<T>(work: () => T): T {
    const outer = this.#undo
    const mine: (() => void)[] = []
    this.#undo = mine
    try {
      const result = work()
      outer?.push(...mine)
      return result
    } catch (error) {
      for (const undo of mine.reverse()) undo()
      throw error
    } finally {
      this.#undo = outer
    }
  }
}

/** Rows by id. */
export class Table<T extends { readonly id: number }> {
  readonly #journal: Journal
  readonly #rows = new Map<number, T>()
  #lastId: number

  constructor(journal: Journal, lastId = 0) {
    this.#journal = journal
    this.#lastId = lastId
  }

  insert(row: Omit<T, 'id'>): T {
    const whole = { ...row, id: ++this.#lastId } as T
    this.#rows.set(whole.id, whole)
    this.#journal.keep(() => this.#rows.delete(whole.id))
    return whole
  }

  /** A row with an id of its own; later ones have higher ids. */
  put(row: T): void {
    this.#lastId = Math.max(this.#lastId, row.id)
    this.#rows.set(row.id, row)
  }

  update(id: number, change: Partial<T>): T {
    const before = this.#rows.get(id)!
    const after = { ...before, ...change }
    this.#rows.set(id, after)
    this.#journal.keep(() => this.#rows.set(id, before))
    return after
  }

  delete(id: number): void {
    const before = this.#rows.get(id)
    if (before === undefined) return
    this.#rows.delete(id)
    this.#journal.keep(() => this.#rows.set(id, before))
  }

  get(id: number): T | undefined {
    return this.#rows.get(id)
  }

  all(): T[] {
    return [...this.#rows.values()].sort((a, b) => a.id - b.id)
  }

  find(fits: (row: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (fits(row)) return row
    return undefined
  }

  filter(fits: (row: T) => boolean): T[] {
    return this.all().filter(fits)
  }
}

/** Pairs and the like, each at most once, by key. */
export class Links<T> {
  readonly #journal: Journal
  readonly #rows = new Map<string, T>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  set(key: string, row: T): void {
    const before = this.#rows.get(key)
    this.#rows.set(key, row)
    this.#journal.keep(() => (before === undefined ? this.#rows.delete(key) : this.#rows.set(key, before)))
  }

  delete(key: string): void {
    const before = this.#rows.get(key)
    if (before === undefined) return
    this.#rows.delete(key)
    this.#journal.keep(() => this.#rows.set(key, before))
  }

  get(key: string): T | undefined {
    return this.#rows.get(key)
  }

  all(): T[] {
    return [...this.#rows.values()]
  }
}
