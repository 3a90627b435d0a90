/** Ranges of a file that are kept apart; a client that reads in a wilder order gets no proof of collection. */
const MOST_RANGES = 256

/** Which bytes of a file were sent, whatever the order in which they were asked for. */
export class Ranges {
  /** In order, none touching another. The end is the byte behind the last. */
  #ranges: [number, number][] = []

  add(first: number, end: number): void {
    if (end <= first) return
    let [from, to] = [first, end]
    const apart: [number, number][] = []
    for (const range of this.#ranges) {
      if (range[1] < from || range[0] > to) apart.push(range)
      else [from, to] = [Math.min(from, range[0]), Math.max(to, range[1])]
    }
    if (apart.length < MOST_RANGES) apart.push([from, to])
    this.#ranges = apart.sort((a, b) => a[0] - b[0])
  }

  /** The longest one; null when nothing was sent. */
  longest(): readonly [number, number] | null {
    return this.#ranges.reduce<readonly [number, number] | null>(
      (best, range) => (best === null || range[1] - range[0] > best[1] - best[0] ? range : best),
      null,
    )
  }
}
