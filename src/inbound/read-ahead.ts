/**
 * Reads one item ahead, and no more: memory stays flat. `start` is called while the database works on the item before,
 * so that reading and parsing cost no time of their own; without it, `next` reads when it is asked.
 */
export class ReadAhead<T> {
  readonly #iterator: AsyncIterator<T>
  #coming: Promise<IteratorResult<T>> | null = null

  constructor(items: AsyncIterable<T>) {
    this.#iterator = items[Symbol.asyncIterator]()
  }

  /** Begins to read the next item as soon as what was just sent to the database is on its way. */
  start(): void {
    if (this.#coming !== null) return
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T>>()
    this.#coming = promise
    // Its failure is told when its turn comes; until then nobody awaits it.
    promise.catch(() => undefined)
    setImmediate(() => this.#iterator.next().then(resolve, reject))
  }

  async next(): Promise<T | undefined> {
    const coming = this.#coming ?? this.#iterator.next()
    this.#coming = null
    const { done, value } = await coming
    return done ? undefined : value
  }

  async close(): Promise<void> {
    await this.#coming?.catch(() => undefined)
    await this.#iterator.return?.()
  }
}
