import { type Finding, finding } from '../../domain/finding.ts'
import type { Moment } from '../../domain/sync-action.ts'
import { parseDate } from '../../domain/values/dates.ts'
import type { ImsBound } from './elements.ts'

const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const ISO = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})(?:[T ](${CLOCK})(?::([0-5]\\d)(?:[.,]\\d{1,9})?)?)?(Z|[+-]${CLOCK})?$`,
)

/**
 * When a timeframe begins or ends: null for never, which is also what a bound means whose `restrict` is not 1. An ISO
 * date stays one, for midnight in the site's zone; a time without zone is `YYYY-MM-DDTHH:MM:SS`, in that zone; with a
 * zone it is milliseconds since 1970 UTC. Anything else is RB-1134.
 */
export function readBound(bound: ImsBound | null, field: 'begin' | 'end'): Read {
  if (bound === null || bound.restrict !== '1' || bound.text === '') return NEVER
  const { text } = bound
  const last = lastRead[field]
  if (last?.text === text) return last.read
  const read = momentOf(text, field)
  lastRead[field] = { text, read }
  return read
}

type Read = { readonly moment: Moment } | { readonly finding: Finding }

const NEVER: Read = { moment: null }
/** Members of a course mostly have one timeframe. */
const lastRead: Record<'begin' | 'end', { readonly text: string; readonly read: Read } | null> = {
  begin: null,
  end: null,
}

function momentOf(text: string, field: 'begin' | 'end'): Read {
  const [, date, minutes, seconds, zone] = ISO.exec(text) ?? []
  if (date === undefined || parseDate(date, { iso: true }) === null) {
    return { finding: finding('RB-1134', { field, value: text }) }
  }
  if (minutes === undefined && zone === undefined) return { moment: date }
  const local = `${date}T${minutes ?? '00:00'}:${seconds ?? '00'}`
  return { moment: zone === undefined ? local : Date.parse(local + zone) }
}

/** The day of a bound, `YYYY-MM-DD`, whatever `restrict` says; null for none. RB-1134 as above. */
export function readDay(bound: ImsBound | null, field: 'begin' | 'end'): string | null | Finding {
  const text = bound?.text ?? ''
  if (text === '') return null
  const [, date] = ISO.exec(text) ?? []
  const isDay = date !== undefined && parseDate(date, { iso: true }) !== null
  return isDay ? date : finding('RB-1134', { field, value: text })
}
