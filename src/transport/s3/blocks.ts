import { refusal } from '../../domain/finding.ts'
import type { S3Client } from './client.ts'
import type { S3File } from './head.ts'
import { bytesOf } from './read.ts'
import { Turns } from './turns.ts'

/** How reading at any position is bounded. */
export interface BlockLimits {
  readonly blockBytes: number
  /** Blocks in memory. */
  readonly blocks: number
  /** Blocks that are asked for at the same time. */
  readonly coming: number
  /** Blocks that are asked for before they are needed, of a file that is read on. */
  readonly ahead: number
}

/** 64 MiB: forty files may be read on at the same time before blocks are fetched twice. */
export const BLOCK_LIMITS: BlockLimits = { blockBytes: 1 << 19, blocks: 128, coming: 16, ahead: 2 }

/**
 * Parts of files of a bucket, in memory for whoever reads them: clients of SFTP read small pieces at any position, several
 * at a time. However many files are open, no more is kept than the limits allow.
 */
export class Blocks {
  readonly #client: S3Client
  readonly #limits: BlockLimits
  readonly #turns: Turns
  /** In the order of their last use. */
  readonly #kept = new Map<string, Promise<Buffer>>()

  constructor(client: S3Client, limits: BlockLimits = BLOCK_LIMITS) {
    this.#client = client
    this.#limits = limits
    this.#turns = new Turns(limits.coming)
  }

  /** Fills `into` from the position on, as far as the file goes. Throws RB-7201 and RB-7205 for one that is gone or replaced. */
  async read(file: S3File, into: Uint8Array, position: number): Promise<number> {
    const wanted = Math.max(0, Math.min(into.length, file.entry.size - position))
    const { blockBytes } = this.#limits
    let done = 0
    while (done < wanted) {
      const at = position + done
      const index = Math.floor(at / blockBytes)
      const coming = this.#block(file, index)
      this.#askAhead(file, index)
      const from = at - index * blockBytes
      const piece = (await coming).subarray(from, from + wanted - done)
      into.set(piece, done)
      done += piece.length
    }
    return done
  }

  #askAhead(file: S3File, index: number): void {
    if (index === 0 || !this.#kept.has(nameOf(file, index - 1))) return
    for (let next = index + 1; next <= index + this.#limits.ahead; next++) {
      const isThere = next * this.#limits.blockBytes < file.entry.size
      if (!isThere || !this.#turns.isFree || this.#kept.has(nameOf(file, next))) continue
      // Whoever needs it asks again.
      this.#block(file, next).catch(() => {})
    }
  }

  #block(file: S3File, index: number): Promise<Buffer> {
    const name = nameOf(file, index)
    const kept = this.#kept.get(name)
    const block = kept ?? this.#turns.take(() => this.#fetch(file, index))
    this.#kept.delete(name)
    this.#kept.set(name, block)
    if (kept === undefined) {
      block.catch(() => {
        if (this.#kept.get(name) === block) this.#kept.delete(name)
      })
      const [oldest] = this.#kept.keys()
      if (this.#kept.size > this.#limits.blocks) this.#kept.delete(oldest!)
    }
    return block
  }

  async #fetch(file: S3File, index: number): Promise<Buffer> {
    const start = index * this.#limits.blockBytes
    const end = Math.min(start + this.#limits.blockBytes, file.entry.size)
    const block = Buffer.allocUnsafeSlow(end - start)
    let done = 0
    for await (const piece of bytesOf(this.#client, file, { start, end, etag: file.etag })) {
      done += piece.copy(block, done)
    }
    if (done < block.length) throw refusal('RB-7413', { host: this.#client.host })
    return block
  }
}

function nameOf({ key, etag }: S3File, index: number): string {
  return `${index} ${etag} ${key}`
}
