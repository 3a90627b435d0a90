import type { Generated } from 'kysely'
import type { Instant, Json, MaybeInstant } from './schema.ts'

/** Runs and all that they leave behind. All are keyed by `organisation_id` first. */
export interface RunTables {
  arrival: ArrivalTable
  run: RunTable
  run_file: RunFileTable
  run_log_block: RunLogBlockTable
  run_log_note: RunLogNoteTable
  run_present_key: RunPresentKeyTable
  run_missing_key: RunMissingKeyTable
  run_sieve: RunSieveTable
  plan_operation: PlanOperationTable
  plan_key: PlanKeyTable
  plan_mail: PlanMailTable
  plan_memory: PlanMemoryTable
  plan_forgotten: PlanForgottenTable
  mail: MailTable
  mail_attachment: MailAttachmentTable
}

export interface ArrivalTable {
  organisation_id: number
  id: Generated<number>
  feed_id: number
  name: string
  sha256: string
  size: number
  received_at: Instant
}

export interface RunTable {
  organisation_id: number
  id: Generated<number>
  feed_id: number
  site_id: number
  kind: string
  state: string
  verify: boolean
  settings: Json<object>
  clock: Instant
  started_at: Instant
  ended_at: MaybeInstant
  heartbeat_at: Instant
  plan_run_id: number | null
  site_revision: number | null
  last_id: number | null
  finding: Json<object> | null
  intake: string | null
  judged: Generated<boolean>
  held: Json<object> | null
  guarded: Generated<boolean>
  sieve: string | null
}

export interface RunFileTable {
  organisation_id: number
  run_id: number
  file_no: number
  name: string
  kind: string | null
  entry: number
  sha256: string
  size: number
  state: string
  inspection: Json<object> | null
  records: number
  done: number
  counts: Json<Record<string, number>>
  finding: Json<object> | null
  log_path: string | null
}

export interface RunLogBlockTable {
  organisation_id: number
  run_id: number
  file_no: number
  first: number
  lines: number[]
  outcomes: number[]
  dids: number[]
  codes: number[]
  keys: string[]
  removes: boolean[] | null
}

export interface RunLogNoteTable {
  organisation_id: number
  run_id: number
  file_no: number
  /** Number of the record in the file, from 1. */
  record: number
  line: number
  code: string
  field: string | null
  value: string | null
  message: string
}

/** Keys that the files of a run name, while its removals are counted. */
export interface RunPresentKeyTable {
  organisation_id: number
  run_id: number
  kind: number
  key: string
}

/** What a full list lacks: the records of the file of the run that removes them. */
export interface RunMissingKeyTable {
  organisation_id: number
  run_id: number
  file_no: number
  ord: number
  key: string
}

/** Which records of a file a run takes, of those that a plan showed. */
export interface RunSieveTable {
  organisation_id: number
  run_id: number
  file_no: number
  first: number
  taken: boolean[]
}

export interface PlanOperationTable {
  organisation_id: number
  run_id: number
  id: number
  file_no: number
  line: number
  kind: string
  entity: string
  before: Json<object> | null
  after: Json<object> | null
  template_id: number | null
  chunk_first: number
  record: number
}

export interface PlanKeyTable {
  organisation_id: number
  run_id: number
  lookup: string
  kind: string
  entity: string
}

export interface PlanMailTable {
  organisation_id: number
  run_id: number
  id: number
  file_no: number
  line: number
  mail: Json<object>
}

export interface PlanMemoryTable {
  organisation_id: number
  run_id: number
  kind: number
  key: string
  hash: Uint8Array | null
  stale: boolean
}

export interface PlanForgottenTable {
  organisation_id: number
  run_id: number
  kind: number
  key: string
  prefix: boolean
}

export interface MailTable {
  organisation_id: number
  id: Generated<number>
  run_id: number
  file_no: number
  line: number
  to_address: string
  from_address: string
  subject: string
  html: string
  attachment_id: number | null
  state: Generated<string>
  attempts: Generated<number>
  queued_at: Generated<Date>
  next_attempt_at: Instant
  sent_at: MaybeInstant
  answer: string | null
}

export interface MailAttachmentTable {
  organisation_id: number
  id: Generated<number>
  name: string
  content: Uint8Array
}
