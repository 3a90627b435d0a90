import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Release } from './call.ts'

/** One request to a live Moodle and what it answered. */
export interface Exchange {
  readonly id: string
  readonly note: string
  readonly release: Release
  readonly request: {
    readonly function: string | null
    readonly form?: readonly (readonly [string, string])[]
    /** Only the first fields are listed; this many were sent. */
    readonly formCount?: number
    readonly formTruncated?: boolean
    readonly query?: readonly (readonly [string, string])[]
    readonly contentType?: string
    readonly body?: string
  }
  readonly response: {
    readonly status: number | null
    readonly contentType?: string
    readonly json?: unknown
    readonly text?: string
    readonly html?: { readonly title: string }
    readonly location?: string
    readonly truncated?: unknown
  }
}

interface Recordings {
  readonly about: { readonly sameIn45: readonly string[] }
  readonly exchanges: readonly (Exchange | Omit<Exchange, 'request'>)[]
}

const recordings = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recordings', 'moodle-ws.json'), 'utf8'),
) as Recordings

/** Those with a request; two entries are outcomes of races only. */
export const EXCHANGES: readonly Exchange[] = recordings.exchanges.filter(
  (one): one is Exchange => 'request' in one,
)

/** Exchanges to which the later release gave the same answer. */
export const SAME_IN_45: ReadonlySet<string> = new Set(recordings.about.sameIn45)

export function recorded(id: string, release: Release = '4.1'): Exchange {
  const found = EXCHANGES.find((one) => one.id === id && one.release === release)
  if (found === undefined) throw new Error(`no exchange ${id} of ${release} is recorded`)
  return found
}
