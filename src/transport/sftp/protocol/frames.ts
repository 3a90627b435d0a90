import { MOST_PACKET } from './constants.ts'

/** The client breaks the protocol: nothing that follows could be understood. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/**
 * Cuts a stream of bytes into packets: a length in four bytes, then as many. A packet that lies whole in a chunk is not
 * copied. A length of nought, or above `MOST_PACKET`, is Malformed: it is never waited for, nor memory taken for it.
 */
export class Frames {
  readonly #head = Buffer.alloc(4)
  #headBytes = 0
  #body: Buffer | null = null
  #bodyBytes = 0;

  *packets(chunk: Buffer): Generator<Buffer> {
    let at = 0
    while (at < chunk.length) {
      if (this.#headBytes < 4) {
        this.#head[this.#headBytes++] = chunk[at++]!
        if (this.#headBytes === 4) this.#refuseOddLength()
        continue
      }
      const length = this.#length
      if (this.#body === null && chunk.length - at >= length) {
        this.#headBytes = 0
        yield chunk.subarray(at, at + length)
        at += length
        continue
      }
      this.#body ??= Buffer.allocUnsafeSlow(length)
      const copied = chunk.copy(this.#body, this.#bodyBytes, at)
      this.#bodyBytes += copied
      at += copied
      if (this.#bodyBytes < length) continue
      const body = this.#body
      this.#body = null
      this.#headBytes = this.#bodyBytes = 0
      yield body
    }
  }

  get #length(): number {
    return this.#head.readUInt32BE(0)
  }

  #refuseOddLength(): void {
    const length = this.#length
    if (length === 0 || length > MOST_PACKET) throw new Malformed(`a packet of ${length} bytes`)
  }
}
