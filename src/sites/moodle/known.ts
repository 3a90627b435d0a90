/** Answers that are asked for once, by key; those of calls that failed are not kept. */
export class Known<K, V> {
  readonly #answers = new Map<K, Promise<V>>()
  readonly #ask: (key: K) => Promise<V>

  constructor(ask: (key: K) => Promise<V>) {
    this.#ask = ask
  }

  get(key: K): Promise<V> {
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const asked = this.#ask(key)
    this.#answers.set(key, asked)
    asked.catch(() => this.#answers.delete(key))
    return asked
  }

  /** The answer, if it was asked for. */
  peek(key: K): Promise<V> | undefined {
    return this.#answers.get(key)
  }

  /** All of them, or one. */
  forget(key?: K): void {
    if (key === undefined) this.#answers.clear()
    else this.#answers.delete(key)
  }

  get size(): number {
    return this.#answers.size
  }
}
