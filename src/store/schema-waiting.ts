import type { Generated } from 'kysely'
import type { Instant, Json, MaybeInstant } from './schema.ts'

/** Records that wait for a user or a course. All are keyed by `organisation_id` first. */
export interface WaitingTables {
  waiting_record: WaitingRecordTable
  run_waiting: RunWaitingTable
  plan_waiting: PlanWaitingTable
}

interface Waiting {
  key: string
  follows: boolean
  line: number
  label: string | null
  hash: Uint8Array
  action: Json<object>
  finding: Json<object>
  since: Instant
  until: Instant
}

export interface WaitingRecordTable extends Waiting {
  organisation_id: number
  feed_id: number
  site_id: number
  run_id: number
  file_no: number
  wanted: string[]
  come: Generated<boolean>
}

/** The records of the files of a run that are taken up once more. */
export interface RunWaitingTable extends Waiting {
  organisation_id: number
  run_id: number
  file_no: number
  ord: number
  named: Generated<boolean>
}

/** What a plan would change of the records that wait; without action: they wait no longer. */
export interface PlanWaitingTable {
  organisation_id: number
  run_id: number
  key: string
  follows: boolean
  file_no: number | null
  line: number | null
  wanted: string[] | null
  label: string | null
  hash: Uint8Array | null
  action: Json<object> | null
  finding: Json<object> | null
  since: MaybeInstant
  until: MaybeInstant
}
