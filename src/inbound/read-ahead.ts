import { nextTurn } from './next-turn.ts'

/** Beside what is asked for: one that is ready, and one in the making, so that a slow one is not waited for. */
const MOST_AHEAD = 2

/**
 * Reads some items ahead, and no more: memory stays flat. `start` is called while the database works on the item before,
 * so that reading and parsing cost no time of their own; without it, `next` reads when it is asked.
 */
export class ReadAhead<T> {
  readonly #iterator: AsyncIterator<T>
  readonly #coming: Promise<IteratorResult<T>>[] = []
  #isReading = false
  #isOver = false

  constructor(items: AsyncIterable<T>) {
    this.#iterator = items[Symbol.asyncIterator]()
  }

  /** Reads as many as there is room for, beginning when what was just sent to the database is on its way. */
  start(): void {
    if (this.#isReading || this.#isOver || this.#coming.length >= MOST_AHEAD) return
    this.#isReading = true
    const item = nextTurn().then(() => this.#iterator.next())
    this.#coming.push(item)
    // A failure is told when its turn comes; until then nobody awaits it.
    const ended = ({ done = false }: Pick<IteratorResult<T>, 'done'>) => {
      this.#isReading = false
      this.#isOver ||= done
      this.start()
    }
    item.then(ended, () => ended({ done: true }))
  }

  async next(): Promise<T | undefined> {
    const { done, value } = await (this.#coming.shift() ?? this.#iterator.next())
    return done ? undefined : value
  }

  async close(): Promise<void> {
    this.#isOver = true
    await Promise.allSettled(this.#coming)
    await this.#iterator.return?.()
  }
}
