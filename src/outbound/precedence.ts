/**
 * Who works on what was read, of several that read at a time: whoever began first. Left to themselves they would all read,
 * then all write, and then all wait for the database, at the same time.
 */
export class Precedence {
  readonly #waiting = new Map<number, () => void>()

  /** Settles when nobody who waits has a lower number; one at a time, after what has arrived meanwhile was looked at. */
  async take(number: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#waiting.size === 0) setImmediate(() => this.#next())
    this.#waiting.set(number, resolve)
    await promise
  }

  #next(): void {
    const first = Math.min(...this.#waiting.keys())
    const go = this.#waiting.get(first)!
    this.#waiting.delete(first)
    if (this.#waiting.size > 0) setImmediate(() => this.#next())
    go()
  }
}
