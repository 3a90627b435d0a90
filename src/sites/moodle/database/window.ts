import { type Sql, sql } from '../../../transport/moodle-db/sql.ts'
import type { ActivityQuestion } from '../../activity.ts'

/** A window in whole seconds, as Moodle keeps all times: the same instants as in milliseconds. */
export interface Window {
  readonly from: number
  readonly to: number
}

export function windowOf({ from, to }: Pick<ActivityQuestion, 'from' | 'to'>): Window {
  return { from: Math.ceil(from / 1000), to: Math.ceil(to / 1000) }
}

/** Of a column of times. NULL and 0, Moodle's signs for none, are in no window. */
export function within(time: Sql, { from, to }: Window): Sql {
  return sql`(${time} >= ${Math.max(from, 1)} and ${time} < ${to})`
}

export function milliseconds(seconds: number): number {
  return seconds * 1000
}
