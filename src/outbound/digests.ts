import { hash } from 'node:crypto'
import type { Candidate } from './candidate.ts'

/** Half of SHA-256: what the ledger has room for. */
const DIGEST_BYTES = 16

/** What the ledger keeps digests of, and where they stand among those of a row. */
export const DIGEST_AT = { key: 0, content: DIGEST_BYTES, facts: 2 * DIGEST_BYTES } as const

/** All of a row's. */
export const DIGESTS_BYTES = 3 * DIGEST_BYTES

export function putDigests({ key, content, facts }: Candidate, into: Buffer, at: number): void {
  putDigest(key, into, at + DIGEST_AT.key)
  putDigest(content, into, at + DIGEST_AT.content)
  putDigest(facts, into, at + DIGEST_AT.facts)
}

function putDigest(text: string, into: Buffer, at: number): void {
  // A character for each byte, and no call for so few: the quickest way there.
  const digest = hash('sha256', text, 'binary')
  for (let index = 0; index < DIGEST_BYTES; index++) into[at + index] = digest.charCodeAt(index)
}

export function copyDigest(from: Buffer, start: number, into: Buffer, at: number): void {
  // For so few bytes quicker than Buffer's own copying.
  for (let index = 0; index < DIGEST_BYTES; index++) into[at + index] = from[start + index]!
}

/** Most differ in their first byte. */
export function areSameDigests(one: Buffer, start: number, other: Buffer, otherStart: number): boolean {
  for (let index = 0; index < DIGEST_BYTES; index++) {
    if (one[start + index] !== other[otherStart + index]) return false
  }
  return true
}

export function compareDigests(one: Buffer, start: number, other: Buffer, otherStart: number): number {
  return one.compare(other, otherStart, otherStart + DIGEST_BYTES, start, start + DIGEST_BYTES)
}
