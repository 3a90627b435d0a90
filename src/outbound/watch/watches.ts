import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { LedgerOf } from '../ledger.ts'

/** The file of a date that is awaited. Times are in milliseconds since 1970 UTC. */
export interface Watch {
  readonly exportId: number
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** What was to happen before is nobody's fault: the export was not looked after. */
  readonly since: number
  readonly attempts: number
  /** Null: at the start. */
  readonly nextAttemptAt: number | null
  /** Each time that the file was told to be missing. */
  readonly warnedAt: readonly number[]
  /** When it was seen not to have been there by the deadline. */
  readonly incidentAt: number | null
  /** When the date was settled: by its file, by one that was found, or because there was nothing to say. */
  readonly publishedAt: number | null
}

/** A date whose file is not known to be there, and when it was settled all the same by a run that nobody noted here. */
export interface OpenWatch extends Watch {
  readonly settledAt: number | null
}

/** The newest date that each export was looked after on, by the export. */
export async function lastWatched({ db }: Tx, organisationId: number): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ exportId: number; date: string }>`
    select export_id as "exportId", max(file_date) as date from export_watch
    where organisation_id = ${organisationId} group by export_id`.execute(db)
  return new Map(rows.map(({ exportId, date }) => [exportId, date]))
}

/** Begins to look after dates; those that another look began with stay as they are. */
export async function beginWatches(
  { db }: Tx,
  organisationId: number,
  begun: readonly Pick<Watch, 'exportId' | 'date' | 'since'>[],
): Promise<void> {
  if (begun.length === 0) return
  const rows = begun.map((watch) => ({ ...watch, since: new Date(watch.since) }))
  await sql`
    insert into export_watch (organisation_id, export_id, file_date, since, attempts, warned_at)
    select ${organisationId}, b."exportId", b.date, b.since, 0, '{}'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) b ("exportId" integer, date text, since timestamptz)
    on conflict do nothing`.execute(db)
}

/**
 * The dates that are not noted as settled, the oldest first, locked until the transaction ends: of two looks at once the
 * second sees what the first noted.
 *
 * @param exportId null: of all exports
 */
export async function openWatches(
  { db }: Tx,
  organisationId: number,
  exportId: number | null = null,
): Promise<OpenWatch[]> {
  const { rows } = await sql<Row>`
    select w.export_id as "exportId", w.file_date as date, w.since, w.attempts, w.next_attempt_at as "nextAttemptAt",
      w.warned_at as "warnedAt", w.incident_at as "incidentAt", w.published_at as "publishedAt", s.at as "settledAt"
    from export_watch w left join lateral (${settledAt}) s on true
    where w.organisation_id = ${organisationId} and w.published_at is null
      and (${exportId}::integer is null or w.export_id = ${exportId})
    order by w.export_id, w.file_date for update of w`.execute(db)
  return rows.map((row) => ({
    ...row,
    since: row.since.getTime(),
    nextAttemptAt: row.nextAttemptAt?.getTime() ?? null,
    warnedAt: row.warnedAt.map((at) => at.getTime()),
    incidentAt: row.incidentAt?.getTime() ?? null,
    publishedAt: row.publishedAt?.getTime() ?? null,
    settledAt: row.settledAt?.getTime() ?? null,
  }))
}

/** As the database tells it. */
type Row = {
  readonly [Key in keyof OpenWatch]: Key extends 'exportId' | 'date' | 'attempts'
    ? OpenWatch[Key]
    : Key extends 'warnedAt'
      ? readonly Date[]
      : OpenWatch[Key] extends number
        ? Date
        : Date | null
}

/**
 * When the date of a row `w` was settled, by the clock of the run that did it. A file that was built anew since counts from
 * the first one of its date.
 */
export const settledAt = sql`
  select case
    when f.replaces is null then coalesce(f.published_at, r.clock)
    else coalesce((select min(g.published_at) from export_file g
      where g.organisation_id = f.organisation_id and g.export_id = f.export_id and g.file_date = f.file_date
        and g.kind = 'window' and g.state in ('published', 'replaced')), r.clock) end as at
  from export_file f
  join export_run r on r.organisation_id = f.organisation_id and r.id = f.run_id
  where f.organisation_id = w.organisation_id and f.export_id = w.export_id and f.file_date = w.file_date
    and f.kind = 'window' and f.state in ('published', 'found', 'skipped')`

/** Notes what became of dates, all in one statement. */
export async function saveWatches(
  { db }: Tx,
  organisationId: number,
  changed: readonly Watch[],
): Promise<void> {
  if (changed.length === 0) return
  const rows = changed.map(({ exportId, date, attempts, ...watch }) => ({
    exportId,
    date,
    attempts,
    nextAttemptAt: instant(watch.nextAttemptAt),
    warnedAt: watch.warnedAt.map(instant),
    incidentAt: instant(watch.incidentAt),
    publishedAt: instant(watch.publishedAt),
  }))
  await sql`update export_watch w
    set attempts = c.attempts, next_attempt_at = c."nextAttemptAt", warned_at = c."warnedAt",
      incident_at = c."incidentAt", published_at = c."publishedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      c ("exportId" integer, date text, attempts integer, "nextAttemptAt" timestamptz, "warnedAt" timestamptz[],
        "incidentAt" timestamptz, "publishedAt" timestamptz)
    where w.organisation_id = ${organisationId} and w.export_id = c."exportId" and w.file_date = c.date`.execute(
    db,
  )
}

/** An attempt mostly takes less; one that goes on is met as a run that is under way. */
const ATTEMPT_MS = 120_000

/**
 * Takes a date over for an attempt. Not, when another look did so, or noted its own, since the date was read. How the attempt
 * ends is noted by `saveWatches`; after a process that ends in the middle the date is due again in two minutes.
 */
export async function takeOver(
  { db }: Tx,
  organisationId: number,
  { exportId, date, attempts, nextAttemptAt }: Watch,
  now: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update export_watch set attempts = attempts + 1, next_attempt_at = ${instant(now + ATTEMPT_MS)}
    where organisation_id = ${organisationId} and export_id = ${exportId} and file_date = ${date}
      and attempts = ${attempts} and next_attempt_at is not distinct from ${instant(nextAttemptAt)}::timestamptz
      and published_at is null`.execute(db)
  return numAffectedRows === 1n
}

/** Forgets the dates of an export before one. */
export async function forgetWatches(
  { db }: Tx,
  { organisationId, exportId }: LedgerOf,
  before: string,
): Promise<void> {
  await sql`delete from export_watch
    where organisation_id = ${organisationId} and export_id = ${exportId} and file_date < ${before}`.execute(
    db,
  )
}

function instant(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds)
}
