import { sql } from 'kysely'
import type { ErrorCode } from '../../domain/errors/catalogue.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import { subjectOf, subjectText } from '../log-subject.ts'

/** A record that waits, as it is told to people. */
export interface WaitingRecord {
  readonly feed: string
  /** The run that it was last sent with. */
  readonly run: number
  readonly file: string
  readonly line: number
  /** Whom or what it is about, in words. */
  readonly subject: string
  readonly since: Date
  /** From then on it is refused instead of being tried again. */
  readonly until: Date
  readonly code: ErrorCode
  /** Why it waits. */
  readonly message: string
}

/** Which records to read. What is absent leaves none out. */
export interface WaitingFilter {
  readonly feedId?: number | undefined
  readonly limit?: number | undefined
}

interface Row extends Omit<WaitingRecord, 'subject' | 'code' | 'message'> {
  readonly key: string
  readonly finding: Finding
}

/** The one that waits longest first. */
export async function listWaiting(
  tx: Tx,
  organisationId: number,
  { feedId, limit }: WaitingFilter = {},
): Promise<WaitingRecord[]> {
  const { rows } = await sql<Row>`
    select feed.name as feed, w.run_id as run, f.name as file, w.line, w.key, w.since, w.until, w.finding
    from waiting_record w
    join feed on feed.organisation_id = w.organisation_id and feed.id = w.feed_id
    join run_file f on f.organisation_id = w.organisation_id and f.run_id = w.run_id and f.file_no = w.file_no
    where w.organisation_id = ${organisationId} and w.feed_id = coalesce(${feedId ?? null}, w.feed_id)
    order by w.since, feed.name, w.run_id, w.file_no, w.line, w.key limit ${limit ?? null}`.execute(tx.db)
  return rows.map(({ key, finding, ...told }) => ({
    ...told,
    subject: subjectText(subjectOf('enrolment', key)!),
    code: finding.code,
    message: finding.message,
  }))
}

/** How many records wait. */
export async function countWaiting(
  tx: Tx,
  organisationId: number,
  { feedId }: Pick<WaitingFilter, 'feedId'> = {},
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select count(*) as number from waiting_record
    where organisation_id = ${organisationId} and feed_id = coalesce(${feedId ?? null}, feed_id)`.execute(
    tx.db,
  )
  return rows[0]!.number
}
