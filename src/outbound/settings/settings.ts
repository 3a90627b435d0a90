import type * as z from 'zod'
import { refusal } from '../../domain/finding.ts'
import { midnight } from '../../domain/values/dates.ts'
import { isTimezone } from '../../domain/values/timezones.ts'
import { parseSettings } from '../../formats/settings.ts'
import type { PeopleFilter } from '../../sites/activity.ts'
import type { CsvProfile } from '../csv/profile.ts'
import { type DateWriter, dateWriter } from '../time/date-pattern.ts'
import { RETENTION_LEAST_DAYS } from './limits.ts'
import { contractSettings } from './schema.ts'

type Stored = z.output<typeof contractSettings>

/** What runs of an export go by, read from its settings. */
export interface ExportSettings extends CsvProfile {
  readonly timeZone: string
  readonly only: Stored['only']
  readonly uniqueId: string
  readonly missingUniqueId: Stored['missingUniqueId']
  readonly suspendedUsers: Stored['suspendedUsers']
  readonly emptyFiles: Stored['emptyFiles']
  readonly lateRecords: Stored['lateRecords']
  readonly lookbackDays: number
  /** Milliseconds since 1970 UTC; null: the start of the first window. */
  readonly startFrom: number | null
  readonly catchUp: boolean
  readonly retentionDays: number
  readonly users: PeopleFilter | null
  readonly categories: ReadonlySet<number> | null
  readonly folder: string
  readonly manifest: boolean
  /** The heading of a file for a default heading. */
  readonly headings: Readonly<Record<string, string>>
  /** By default heading, with the general one for all others. */
  readonly dates: { readonly general: DateWriter; readonly own: ReadonlyMap<string, DateWriter> }
  readonly statusWords: Readonly<Record<string, string>>
  readonly pathwayCourses: readonly string[]
  readonly learningPlans: boolean
  readonly extraColumns: readonly { readonly field: string; readonly heading: string }[]
  readonly startAt: string
  readonly warnAt: readonly string[]
  readonly deliverBy: string
}

/**
 * Throws RB-8001 to RB-8003 for a name or value that is not accepted, RB-7103 for a date format, RB-7104 for a time zone,
 * RB-7105 for a retention. Headings are checked by `headingsOf`, which knows the columns.
 */
export function readExportSettings(raw: unknown): ExportSettings {
  const stored = parseSettings(contractSettings, raw)
  const { timeZone, retentionDays, dateFormat, dateFormats, startFrom } = stored
  checkedZone(timeZone)
  if (retentionDays < RETENTION_LEAST_DAYS) {
    throw refusal('RB-7105', { field: 'retentionDays', value: retentionDays, least: RETENTION_LEAST_DAYS })
  }
  const own = Object.entries(dateFormats).map(
    ([heading, pattern]) => [heading, dateWriter(pattern, `dateFormats.${heading}`)] as const,
  )
  return {
    ...stored,
    startFrom: startFrom === undefined ? null : instantOf(startFrom, timeZone),
    users: stored.users ?? null,
    categories: stored.categories === undefined ? null : new Set(stored.categories),
    headings: stored.columns,
    dates: { general: dateWriter(dateFormat, 'dateFormat'), own: new Map(own) },
    extraColumns: stored.extraColumns.map(({ field, heading }) => ({ field, heading: heading ?? field })),
  }
}

/** Throws RB-7104. */
export function checkedZone(timeZone: string): string {
  if (!isTimezone(timeZone)) throw refusal('RB-7104', { field: 'timeZone', value: timeZone })
  return timeZone
}

/** A date alone means its first instant. */
function instantOf(text: string, zone: string): number {
  return text.includes('T') ? Date.parse(text) : midnight(text, zone)
}
