import { type Command, InvalidArgumentError } from 'commander'
import { refusal } from '../../domain/finding.ts'
import type { Window } from '../../outbound/time/windows.ts'

export interface WindowOptions {
  readonly windowStart?: number
  readonly windowEnd?: number
}

/** `--window-start` and `--window-end`, for a window of one's own (outbound rule O-43). */
export function addWindowOptions(command: Command): Command {
  return command
    .option('--window-start <TIME>', 'begin of a window of your own, such as 2026-03-25T00:00:00Z', instant)
    .option('--window-end <TIME>', 'its end, not included', instant)
}

/** Throws RB-7119 when only one of both is given. */
export function windowFrom({ windowStart, windowEnd }: WindowOptions): Window | undefined {
  if (windowStart === undefined && windowEnd === undefined) return undefined
  if (windowStart === undefined || windowEnd === undefined) {
    throw refusal('RB-7119', { first: shown(windowStart), second: shown(windowEnd) })
  }
  return { from: windowStart, to: windowEnd }
}

function instant(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(time))
    throw new InvalidArgumentError('A time with its zone is accepted, such as 2026-03-25T00:00:00Z.')
  return time
}

function shown(time: number | undefined): string {
  return time === undefined ? 'none' : new Date(time).toISOString()
}
