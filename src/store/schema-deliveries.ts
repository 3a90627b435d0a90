import type { Instant, Json, MaybeInstant } from './schema.ts'

/** Deliveries of published files. Both are keyed by `organisation_id` first. */
export interface DeliveryTables {
  export_delivery: ExportDeliveryTable
  export_secret: ExportSecretTable
}

export interface ExportDeliveryTable {
  organisation_id: number
  export_id: number
  file_id: number
  destination: string
  state: string
  attempts: number
  since: Instant
  next_attempt_at: Instant
  finding: Json<object> | null
  size: number | null
  sha256: string | null
  incident_at: MaybeInstant
  delivered_at: MaybeInstant
  worker: string | null
  alive_at: MaybeInstant
}

export interface ExportSecretTable {
  organisation_id: number
  export_id: number
  destination: string
  address: string
  sealed: string
}
