import type { Remembered } from '../batch.ts'

/** Some records that stand together in a file. */
export interface Block {
  /** Where it ends: the place after its last record. */
  readonly end: number
  /** Of keys and texts of its records: 32 hex digits. */
  readonly digest: string
}

export const DIGEST_BYTES = 16

/** A block ends at one key of so many, a power of two. */
const RECORDS = 16
const MOST_RECORDS = 64

/**
 * Cuts a chunk's records into blocks, one behind the other. Where a block ends is told by a key and not by a place, so that a
 * record more or less changes one block and not all that follow.
 */
export class BlockCutter {
  readonly blocks: Block[] = []
  readonly #digestOf: (text: string) => string
  #end = 0
  #size = 0
  #text = ''

  /** @param digestOf gives 32 hex digits */
  constructor(digestOf: (text: string) => string) {
    this.#digestOf = digestOf
  }

  /** Adds the next record. Gives the block that ends with it, if one does. */
  add(key: string, text: string): Block | null {
    // The lengths first, so that no two lists of records make the same text.
    this.#text += `${key.length} ${text.length} ${key}${text}`
    this.#size++
    this.#end++
    return this.#size === MOST_RECORDS || isLast(key) ? this.end() : null
  }

  /** Ends the block that was begun, at the end of a chunk. */
  end(): Block | null {
    if (this.#size === 0) return null
    const block = { end: this.#end, digest: this.#digestOf(this.#text) }
    this.blocks.push(block)
    this.#text = ''
    this.#size = 0
    return block
  }
}

/** A hash of FNV-1a's kind. */
function isLast(key: string): boolean {
  let sum = 0x811c9dc5
  for (let at = 0; at < key.length; at++) sum = Math.imul(sum ^ key.charCodeAt(at), 0x01000193)
  return ((sum ^ (sum >>> 15)) & (RECORDS - 1)) === 0
}

const made = new WeakMap<readonly Remembered[], readonly Block[]>()

/** Keeps the blocks of records with them. */
export function setBlocks(records: readonly Remembered[], blocks: readonly Block[]): void {
  made.set(records, blocks)
}

/** The blocks of a chunk's records; none where they were not cut. */
export function blocksOf(records: readonly Remembered[]): readonly Block[] {
  return made.get(records) ?? []
}
