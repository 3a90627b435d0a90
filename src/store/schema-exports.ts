import type { Generated } from 'kysely'
import type { Instant, Json, MaybeInstant } from './schema.ts'

/** Exports and all that they leave behind. All are keyed by `organisation_id` first. */
export interface ExportTables {
  site_share: SiteShareTable
  export: ExportTable
  export_run: ExportRunTable
  export_file: ExportFileTable
  export_ledger: ExportLedgerTable
  export_note: ExportNoteTable
}

export interface SiteShareTable {
  organisation_id: number
  site_id: number
  field: string
  equals: string
}

export interface ExportTable {
  organisation_id: number
  id: Generated<number>
  site_id: number
  name: string
  dataset: string
  layout: string
  settings: Json<object>
}

export interface ExportRunTable {
  organisation_id: number
  id: Generated<number>
  export_id: number
  state: string
  clock: Instant
  started_at: Instant
  ended_at: MaybeInstant
  heartbeat_at: Instant
  finding: Json<object> | null
}

export interface ExportFileTable {
  organisation_id: number
  export_id: number
  id: Generated<number>
  run_id: number
  state: string
  kind: string
  file_date: string
  folder: string
  name: string
  window_from: Instant
  window_to: Instant
  replaces: number | null
  rows: number | null
  late: number | null
  corrected: number | null
  held: number | null
  size: number | null
  sha256: string | null
  sequence: number | null
  manifest: string | null
  published_at: MaybeInstant
  removed_at: MaybeInstant
  reissued_at: MaybeInstant
}

export interface ExportLedgerTable {
  organisation_id: number
  export_id: number
  key: string
  file_id: number
  content: string
  facts: string
}

export interface ExportNoteTable {
  organisation_id: number
  export_id: number
  file_id: number
  id: Generated<number>
  digests: Uint8Array
}
