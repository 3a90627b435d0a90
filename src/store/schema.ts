import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { AccountTables } from './schema-accounts.ts'
import type { DeliveryTables } from './schema-deliveries.ts'
import type { ExportTables } from './schema-exports.ts'
import type { RunTables } from './schema-runs.ts'
import type { EmbeddedSiteTables } from './schema-site.ts'
import type { WaitingTables } from './schema-waiting.ts'
import type { WatchTables } from './schema-watch.ts'

/** Every table, as Kysely sees it. `migrations/` makes them; the columns' meaning is told there. */
export interface Schema
  extends EmbeddedSiteTables,
    RunTables,
    WaitingTables,
    AccountTables,
    ExportTables,
    DeliveryTables,
    WatchTables {
  organisation: OrganisationTable
  site: SiteTable
  feed: FeedTable
  memory: MemoryTable
  site_intent: SiteIntentTable
}

export type Json<T> = JSONColumnType<T & object, string, string>
export type Instant = ColumnType<Date, Date | string, Date | string>
export type MaybeInstant = ColumnType<Date | null, Date | string | null, Date | string | null>

export interface OrganisationTable {
  id: Generated<number>
  name: string
  title: string
}

export interface SiteTable {
  id: Generated<number>
  organisation_id: number
  name: string
  kind: string
  facts: Json<object>
  revision: Generated<number>
  last_id: Generated<number>
  connection: Json<object> | null
}

export interface FeedTable {
  organisation_id: number
  id: Generated<number>
  site_id: number
  name: string
  format: string
  settings: Json<object>
}

export interface MemoryTable {
  site_id: number
  kind: string
  key: string
  feed_id: number
  hash: Uint8Array
  stale: Generated<boolean>
}

export interface SiteIntentTable {
  site_id: number
  organisation_id: number
  run_id: number
  file_no: number
  first: number
  worker: string
  held: boolean
  alive_at: Instant
  chunk: Json<object>
}
