import { hash } from 'node:crypto'
import { byCodePoint } from './sort/compare.ts'

/** A row that may go into a file, spelled, with what it is ordered, known and remembered by. */
export interface Candidate {
  /** Of the event, in milliseconds since 1970 UTC. */
  readonly at: number
  readonly username: string
  readonly names: readonly [string] | readonly [string, string]
  readonly number: number
  /** The record with its line end. */
  readonly line: string
  readonly digests: Digests
  /** The unique id is blank, and such rows are held back (outbound rule O-16). */
  readonly held: boolean
}

/** 64 hex digits each. The ledger keeps the first 32. */
export interface Digests {
  /** Of the fact's key. */
  readonly key: string
  /** Of the record as it is spelled. */
  readonly content: string
  /** Of what it says, in whatever headings, formats and words. */
  readonly facts: string
}

export function digest(text: string): string {
  return hash('sha256', text, 'hex')
}

/** Outbound rule O-13; the key last, so that there is one order only. */
export function byOrder(one: Candidate, other: Candidate): number {
  return (
    one.at - other.at ||
    byCodePoint(one.username, other.username) ||
    byCodePoint(one.names[0], other.names[0]) ||
    byCodePoint(one.names[1] ?? '', other.names[1] ?? '') ||
    one.number - other.number ||
    byCodePoint(one.digests.key, other.digests.key)
  )
}
