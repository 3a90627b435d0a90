import type { ColumnType } from 'kysely'
import type { Instant, MaybeInstant } from './schema.ts'

/** The clock of exports. Keyed by `organisation_id` first. */
export interface WatchTables {
  export_watch: ExportWatchTable
}

export interface ExportWatchTable {
  organisation_id: number
  export_id: number
  file_date: string
  since: Instant
  attempts: number
  next_attempt_at: MaybeInstant
  warned_at: ColumnType<Date[], string[], string[]>
  incident_at: MaybeInstant
  published_at: MaybeInstant
}
