import { sql } from 'kysely'
import { type Finding, refusal } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import type { Written } from '../issue.ts'
import type { LedgerOf } from '../ledger.ts'
import type { Claimed } from './deliveries.ts'

/** What a worker notes of the deliveries that it took over. Nothing is noted of those that another has by now. */
export interface Work extends LedgerOf {
  readonly destination: string
  readonly worker: string
}

/** After an attempt that came to nothing. `nextAttemptAt` null: it is given up. */
export interface Failure {
  readonly fileId: number
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  readonly finding: Finding
  readonly incidentAt: Date | null
}

/** To be called every few seconds of a long transfer. */
export async function signOfLife({ db }: Tx, work: Work): Promise<void> {
  await sql`update export_delivery set alive_at = clock_timestamp() where ${isOwn(work)}`.execute(db)
}

/** The intent, before a file is put in place: after a crash it is looked for. Throws RB-7419 when another took it over. */
export async function noteIntent(
  { db }: Tx,
  work: Work,
  { fileId, name }: Claimed,
  { size, sha256 }: Written,
): Promise<void> {
  const { numAffectedRows } =
    await sql`update export_delivery set size = ${size}, sha256 = ${sha256}, alive_at = clock_timestamp()
      where ${isOwn(work)} and file_id = ${fileId}`.execute(db)
  if (numAffectedRows !== 1n) throw refusal('RB-7419', { value: name })
}

export async function noteDelivered(
  { db }: Tx,
  work: Work,
  { fileId }: Claimed,
  at: Date,
  incidentAt: Date | null,
): Promise<void> {
  await sql`update export_delivery
    set state = 'delivered', attempts = attempts + 1, finding = null, delivered_at = ${at},
      incident_at = ${incidentAt}, worker = null
    where ${isOwn(work)} and file_id = ${fileId}`.execute(db)
}

/** All of them in one statement. */
export async function noteFailures({ db }: Tx, work: Work, failures: readonly Failure[]): Promise<void> {
  const rows = failures.map((failure) => ({ ...failure, becomes: stateAfter(failure) }))
  await sql`update export_delivery
    set state = f.becomes, attempts = f.attempts, finding = f.finding, incident_at = f."incidentAt", worker = null,
      next_attempt_at = coalesce(f."nextAttemptAt", export_delivery.next_attempt_at)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      f ("fileId" bigint, becomes text, attempts integer, finding jsonb, "incidentAt" timestamptz, "nextAttemptAt" timestamptz)
    where ${isOwn(work)} and file_id = f."fileId"`.execute(db)
}

export function stateAfter({ nextAttemptAt }: Failure): 'waiting' | 'failed' {
  return nextAttemptAt === null ? 'failed' : 'waiting'
}

/** Lets go of what was taken over and not tried. */
export async function letGo({ db }: Tx, work: Work): Promise<void> {
  await sql`update export_delivery set worker = null where ${isOwn(work)}`.execute(db)
}

function isOwn({ organisationId, exportId, destination, worker }: Work) {
  return sql`organisation_id = ${organisationId} and export_id = ${exportId} and destination = ${destination}
    and state = 'waiting' and worker = ${worker}`
}
