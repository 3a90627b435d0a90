import { sql } from 'kysely'
import type { Finding } from '../../domain/finding.ts'
import { textArray } from '../../store/array-literal.ts'
import type { Tx } from '../../store/store.ts'
import type { FileKind } from '../export-files.ts'
import type { LedgerOf } from '../ledger.ts'

/** `waiting` for its first or its next attempt → `delivered`, or `failed`: given up. */
export type DeliveryState = 'waiting' | 'delivered' | 'failed'

/** A file at one of its destinations. */
export interface Delivery {
  readonly fileId: number
  readonly destination: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAttemptAt: Date
  /** Why the last attempt failed. */
  readonly finding: Finding | null
  /** When it was seen not to be there by the deadline. */
  readonly incidentAt: Date | null
  readonly deliveredAt: Date | null
}

/** A delivery that is being carried out. */
export interface Claimed {
  readonly fileId: number
  readonly attempts: number
  readonly since: Date
  readonly incidentAt: Date | null
  /** What an earlier attempt was about to put in place, or did. */
  readonly size: number | null
  readonly sha256: string | null
  readonly name: string
  readonly date: string
  readonly kind: FileKind
  readonly fileHash: string
  readonly replaces: number | null
  readonly reissuedAt: Date | null
}

/** A process that delivers gives a sign of life every few seconds, but not while a server puts a large file together. */
const SILENCE_S = 300

/**
 * Lets a file that was published, or issued again, wait for its delivery to each destination that the export has now. To be
 * called in the transaction that publishes it.
 *
 * @param replaced a file whose place it took: that one is sent nowhere any more
 */
export async function awaitDelivery(
  { db }: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
  replaced: number | null,
  now: number,
): Promise<void> {
  if (replaced !== null) {
    await sql`delete from export_delivery where organisation_id = ${organisationId} and export_id = ${exportId}
      and file_id = ${replaced} and state <> 'delivered'`.execute(db)
  }
  const at = new Date(now)
  await sql`
    insert into export_delivery (organisation_id, export_id, file_id, destination, state, attempts, since, next_attempt_at)
    select e.organisation_id, e.id, ${fileId}, d.value ->> 'name', 'waiting', 0, ${at}, ${at}
    from export e cross join jsonb_array_elements(coalesce(e.settings -> 'deliverTo', '[]')) d
    where e.organisation_id = ${organisationId} and e.id = ${exportId}
    on conflict (organisation_id, export_id, file_id, destination) do update
    set state = 'waiting', attempts = 0, since = excluded.since, next_attempt_at = excluded.next_attempt_at,
      finding = null, incident_at = null, delivered_at = null`.execute(db)
}

/** The deliveries of an export, by file and destination. */
export async function deliveriesOf({ db }: Tx, { organisationId, exportId }: LedgerOf): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`
    select file_id as "fileId", destination, state, attempts, next_attempt_at as "nextAttemptAt", finding,
      incident_at as "incidentAt", delivered_at as "deliveredAt"
    from export_delivery where organisation_id = ${organisationId} and export_id = ${exportId}
    order by file_id, destination`.execute(db)
  return rows
}

/** Lets all that waits or was given up be tried at once. */
export async function makeDue({ db }: Tx, of: LedgerOf, now: number): Promise<void> {
  await sql`update export_delivery
    set state = 'waiting', next_attempt_at = ${new Date(now)},
      since = case when state = 'failed' then ${new Date(now)} else since end,
      attempts = case when state = 'failed' then 0 else attempts end
    where organisation_id = ${of.organisationId} and export_id = ${of.exportId} and state in ('waiting', 'failed')`.execute(
    db,
  )
}

/** What waits for a destination that the export no longer has is given up. */
export async function giveUpOthers(
  { db }: Tx,
  { organisationId, exportId }: LedgerOf,
  destinations: readonly string[],
  why: (destination: string) => Finding,
): Promise<void> {
  const { rows } = await sql<{ destination: string }>`
    select distinct destination from export_delivery
    where organisation_id = ${organisationId} and export_id = ${exportId} and state = 'waiting'
      and destination <> all (${textArray([...destinations])}::text[])`.execute(db)
  for (const { destination } of rows) {
    await sql`update export_delivery set state = 'failed', finding = ${JSON.stringify(why(destination))}::jsonb
      where organisation_id = ${organisationId} and export_id = ${exportId} and state = 'waiting'
        and destination = ${destination}`.execute(db)
  }
}

/**
 * Takes over what is due at a destination, the oldest first: no other worker touches it before it is let go, or the worker
 * is silent. An embedded database has one process, so there only `here`, the workers of this process, are at work.
 */
export async function claimDue(
  { db }: Tx,
  { organisationId, exportId }: LedgerOf,
  destination: string,
  { worker, here, alone, now }: { worker: string; here: Iterable<string>; alone: boolean; now: number },
): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with claimed as (
      update export_delivery set worker = ${worker}, alive_at = clock_timestamp()
      where organisation_id = ${organisationId} and export_id = ${exportId} and destination = ${destination}
        and state = 'waiting' and next_attempt_at <= ${new Date(now)}
        and (worker is null or (worker <> all (${textArray([...here])}::text[])
          and (${alone}::boolean or alive_at < clock_timestamp() - make_interval(secs => ${SILENCE_S}))))
      returning file_id, attempts, since, incident_at, size, sha256)
    select f.id as "fileId", c.attempts, c.since, c.incident_at as "incidentAt", c.size, c.sha256, f.name,
      f.file_date as date, f.kind, f.sha256 as "fileHash", f.replaces, f.reissued_at as "reissuedAt"
    from claimed c
    join export_file f on f.organisation_id = ${organisationId} and f.export_id = ${exportId} and f.id = c.file_id
    order by f.id`.execute(db)
  return rows
}
