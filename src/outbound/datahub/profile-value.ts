import { localInstant } from '../../domain/values/dates.ts'
import { dateWriter } from '../time/date-pattern.ts'

/** A custom profile field of the site. */
export interface ProfileFieldRow {
  readonly shortname: string
  readonly name: string
  readonly type: string
  readonly default_value: string
  readonly include_time: boolean
}

/** Data Hub rule X-3. */
export const dayText = dateWriter('MMM/dd/yyyy', 'date')
const timeText = dateWriter('hh:mm', 'time')
const halfOfDay = dateWriter('a', 'time')

const NOT_SET = '-'

/** A value as it stands in the file (Data Hub rule X-8). @param zone of the site */
export function profileText(
  { type, default_value, include_time, shortname }: ProfileFieldRow,
  profile: Readonly<Record<string, string>>,
  zone: string,
): string {
  const value = Object.hasOwn(profile, shortname) ? profile[shortname]! : default_value
  if (type === 'checkbox') return value === '1' ? 'yes' : 'no'
  if (type !== 'datetime') return value
  const instant = instantOf(value, zone)
  if (instant === null) return NOT_SET
  const day = dayText(instant, zone)
  return include_time ? `${day}, ${timeText(instant, zone)} ${halfOfDay(instant, zone).toLowerCase()}` : day
}

/** A date, or a time with a zone or without. Null when there is none. */
export function instantOf(value: string, zone: string): number | null {
  const [, day, time, offset] = /^(\d{4}-\d{2}-\d{2})(?:T([\d:.]+)(Z|[+-][\d:]+)?)?$/.exec(value) ?? []
  if (day === undefined) return null
  return offset === undefined ? localInstant(`${day}T${time ?? '00:00:00'}`, zone) : Date.parse(value)
}
