/** Rows for `Tx.sendCopy`, as bytes: text of a chunk's size, joined and spelled at once, would be there three times. */
export class CopyBuffer {
  #bytes: Buffer
  #length = 0

  /** @param expected bytes, more or less */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected)
  }

  /** One row or several, each with its line end. */
  add(rows: string): void {
    const needed = this.#length + rows.length * MOST_BYTES_PER_UNIT
    if (needed > this.#bytes.length) this.#grow(needed)
    this.#length += this.#bytes.write(rows, this.#length)
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(needed: number): void {
    const bytes = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(bytes, 0, 0, this.#length)
    this.#bytes = bytes
  }
}

/** Of UTF-8, for each UTF-16 unit of a text. */
const MOST_BYTES_PER_UNIT = 3
