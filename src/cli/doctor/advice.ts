import type { Finding } from '../../domain/finding.ts'
import { printable } from '../printable.ts'

/** One line of `rollbook doctor`. */
export interface Advice {
  /** What was looked at; stays the same. */
  readonly check: string
  readonly state: 'ok' | 'warn' | 'fail'
  /** What was seen. */
  readonly seen: string
  /** What to do about it; null when all is well. */
  readonly todo: string | null
}

export function ok(check: string, seen: string): Advice {
  return { check, state: 'ok', seen: printable(seen), todo: null }
}

export function warn(check: string, seen: string, todo: string): Advice {
  return { check, state: 'warn', seen: printable(seen), todo }
}

export function fail(check: string, seen: string, todo: string): Advice {
  return { check, state: 'fail', seen: printable(seen), todo }
}

/** A finding says itself what would be accepted. */
export function failed(check: string, { code, message }: Finding): Advice {
  return fail(check, message, `See ${code} in docs/reference/errors.md.`)
}

/** `1 run`, `2 runs` */
export function countOf(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
