import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileKind } from '../../src/domain/action.ts'

export const ODD_FILES = join(import.meta.dirname, '..', 'odd-files')

/** What must come of an odd file: refused as a whole, or so many records, of which those in `findings` are refused. */
export interface Expected {
  /** As whose file it is sent; absent: the header says. */
  readonly kind?: FileKind
  readonly refused?: string
  readonly mentions?: readonly string[]
  readonly records?: number
  readonly blankLines?: number
  readonly warnings?: readonly ExpectedFinding[]
  readonly findings?: readonly (ExpectedFinding & { readonly line: number })[]
  readonly values?: readonly { readonly line: number; readonly field: string; readonly value: string }[]
  /** Of all records, in order. */
  readonly keys?: readonly (string | null)[]
}

export interface ExpectedFinding {
  readonly code: string
  readonly field?: string
  readonly value?: string
  /** Strings that the message holds. */
  readonly mentions?: readonly string[]
}

export function expectedOfOddFiles(): [file: string, expected: Expected][] {
  return Object.entries(JSON.parse(readFileSync(join(ODD_FILES, 'expected.json'), 'utf8')))
}
