/** Counts how often words stand in a text that comes in pieces, wherever they stand: an upper bound for little cost. */
export class WordCount {
  count = 0
  readonly #words: readonly string[]
  readonly #kept: number
  #tail = ''

  constructor(words: readonly string[]) {
    this.#words = words
    this.#kept = Math.max(0, ...words.map((word) => word.length - 1))
  }

  push(text: string): void {
    // Words that begin in the piece before.
    const joint = this.#tail + text.slice(0, this.#kept)
    for (const word of this.#words) {
      const within = this.#tail.length
      for (let at = joint.indexOf(word); at !== -1 && at < within; at = joint.indexOf(word, at + 1)) {
        if (at + word.length > within) this.count++
      }
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) this.count++
    }
    const all = this.#tail + text.slice(-this.#kept)
    this.#tail = all.slice(Math.max(0, all.length - this.#kept))
  }
}
