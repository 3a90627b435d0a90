import { type RawBuilder, sql } from 'kysely'
import { RollbookError } from '../../domain/finding.ts'
import { isDryRun } from '../../formats/feed-settings.ts'
import { formatNamed } from '../../formats/registry.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import type { RemoteSite } from '../remote/connection.ts'
import type { Run, RunFile } from '../run-row.ts'
import { addWaitingFiles } from './note-waiting.ts'

/** Whoever waits for somebody waits for things of these kinds. */
const COME: ReadonlySet<RunFile['kind']> = new Set(['user', 'course', 'category'])

/**
 * At the end of a run that may have brought users, courses or categories: for each other feed of the site with records that waited
 * for them, a run that takes these up once more. Gives the numbers of the runs, which are to be carried out. Records of
 * the run's own feed were taken up by the run itself.
 */
export async function retryElsewhere(
  tx: Tx,
  { now: clock }: Pick<Hub, 'now'>,
  run: Run,
  files: readonly RunFile[],
  remote: RemoteSite | null,
): Promise<number[]> {
  if (run.kind === 'plan' || !run.othersWait || !files.some(({ kind }) => COME.has(kind))) return []
  const now = new Date(clock())
  const isReady = sql`w.until > ${now} and ${remote === null ? isThere() : sql`w.come`}`
  const { rows } = await sql<{ id: number; format: string; settings: object }>`
    select feed.id, feed.format, feed.settings from feed
    where feed.organisation_id = ${run.organisationId} and feed.id <> ${run.feedId} and exists (
      select from waiting_record w
      where w.organisation_id = ${run.organisationId} and w.site_id = ${run.siteId} and w.feed_id = feed.id
        and ${isReady})
    order by feed.id`.execute(tx.db)
  const ids: number[] = []
  for (const { id, format, settings } of rows) {
    if (mayImport(format, settings)) ids.push(await addRetry(tx, { ...run, feedId: id }, now, isReady))
  }
  return ids
}

/** Everything that a record waits for. */
function isThere(): RawBuilder<unknown> {
  const name = sql`substr(n, strpos(n, ':') + 1)`
  const user = (field: 'username' | 'idnumber' | 'email') => sql`exists (
    select from site_user u where u.site_id = w.site_id and not u.deleted and u.${sql.ref(field)} = ${name}
      and u.${sql.ref(field)} <> '')`
  const course = (field: 'shortname' | 'idnumber') => sql`exists (
    select from site_course c where c.site_id = w.site_id and c.${sql.ref(field)} = ${name} and c.${sql.ref(field)} <> '')`
  return sql`not exists (
    select from unnest(w.wanted) n where not case split_part(n, ':', 1)
      when 'user u' then ${user('username')}
      when 'user i' then ${user('idnumber')}
      when 'user e' then ${user('email')}
      when 'course s' then ${course('shortname')}
      when 'course i' then ${course('idnumber')}
      when 'categoryid' then exists (
        select from site_category g where g.site_id = w.site_id and g.idnumber = ${name} and g.idnumber <> '')
      else exists (select from site_category g where g.site_id = w.site_id and g.name = substr(n, ${CATEGORY}))
    end)`
}

/** Where the name begins in `category Science`. */
const CATEGORY = 'category '.length + 1

/** Feeds that only show what they would do, or whose settings are no longer good, are left to their next run. */
function mayImport(format: string, settings: object): boolean {
  try {
    return !isDryRun(formatNamed(format).settings(settings))
  } catch (error) {
    if (error instanceof RollbookError) return false
    throw error
  }
}

async function addRetry(tx: Tx, run: Run, now: Date, isReady: RawBuilder<unknown>): Promise<number> {
  const { organisationId, feedId, siteId } = run
  const { rows } = await sql<{ id: number }>`
    insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at, heartbeat_at,
      site_revision)
    select organisation_id, id, ${siteId}, 'import', 'running', false, settings, ${now}, ${now}, clock_timestamp(),
      (select revision from site where id = ${siteId})
    from feed where organisation_id = ${organisationId} and id = ${feedId}
    returning id`.execute(tx.db)
  const { id } = rows[0]!
  await addWaitingFiles(tx, { organisationId, id, feedId }, isReady)
  return id
}
