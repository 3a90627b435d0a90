import { hash } from 'node:crypto'

/** What a file is, for whoever checks that none is missing and none was changed. */
export interface Manifest {
  readonly export: string
  /** From 1 without a gap, in the order of publication. */
  readonly sequence: number
  readonly name: string
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** ISO 8601 UTC; `from` is null for all that was before `to`. */
  readonly from: string | null
  readonly to: string
  readonly rows: number
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  /** SHA-256 of the manifest of the file before, null for the first: who changes one has to change all after it. */
  readonly previous: string | null
}

/** The text that is kept, put beside the file and hashed for the next. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

export function manifestHash(text: string): string {
  return hash('sha256', text, 'hex')
}

export function manifestName(name: string): string {
  return `${name}.manifest.json`
}
