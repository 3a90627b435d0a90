import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { executeRun } from '../../src/inbound/execute-run.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import type { Batch } from '../support/arbitrary-actions.ts'
import { csvOf } from '../support/csv-of.ts'
import { withOrigins } from '../support/site-content.ts'
import type { TestSite } from '../support/test-site.ts'
import { logged, type Said } from './carry-out.ts'

export interface How {
  readonly settings: object
  readonly kind?: 'import' | 'plan'
  readonly feed?: 0 | 1
  readonly verify?: boolean
  readonly chunkRecords?: number
}

/** Sends files as bytes, and carries their run out. Gives its number. */
export async function sendFiles(
  hub: Hub,
  { organisationId, feedIds }: TestSite,
  files: readonly Batch[],
  { settings, kind = 'import', feed = 0, verify = false, chunkRecords = 100 }: How,
): Promise<number> {
  // Of its own: a property that ran out of time may still be sending when the next test begins.
  await mkdir(hub.dataFolder, { recursive: true })
  const folder = await mkdtemp(join(hub.dataFolder, 'sent-'))
  const given = files.map((file, at) => ({
    path: join(folder, `${at + 1}-${file.kind}.csv`),
    kind: file.kind,
  }))
  for (const [at, file] of files.entries()) await writeFile(given[at]!.path, csvOf(file))
  const feedId = feedIds[feed]
  const all = { ...settings, disableAction: 'suspend' }
  const runId = await startRun(hub, {
    organisationId,
    feedId,
    kind,
    files: given,
    settings: all,
    verify,
    again: true,
  })
  await rm(folder, { recursive: true })
  await executeRun(hub, organisationId, runId, undefined, chunkRecords)
  return runId
}

/** What the log says of each record, by file. */
export async function saidOf(hub: Hub, { organisationId }: TestSite, runId: number): Promise<Said[][]> {
  const files = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run_file').select('file_no').where('run_id', '=', runId).orderBy('file_no').execute(),
  )
  return Promise.all(files.map(({ file_no }) => logged(hub.store, organisationId, runId, file_no)))
}

/** Everything that runs leave behind on a site, told so that it can be compared with that of another site. */
export interface Left {
  readonly content: object
  readonly origins: object
  readonly history: readonly object[]
  readonly memory: readonly object[]
  readonly mails: readonly object[]
  readonly lastId: unknown
}

/** Runs are told by their place among those that changed something, since a plan is a run of its own. */
export async function leftBy(hub: Hub, { organisationId, siteId, feedIds }: TestSite): Promise<Left> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const { content, origins } = await withOrigins(tx, siteId)
    const rows = async (statement: ReturnType<typeof sql<Record<string, unknown>>>) =>
      (await statement.execute(tx.db)).rows
    const runs = await rows(sql`select id from run where site_id = ${siteId} and kind <> 'plan' order by id`)
    const place = new Map(runs.map(({ id }, at) => [id, at]))
    const told = ({ run_id, ...row }: Record<string, unknown>) => ({ run: place.get(run_id), ...row })
    const feed = ({ feed_id, ...row }: Record<string, unknown>) => ({
      feed: feedIds.indexOf(feed_id as number),
      ...row,
    })
    const history = await rows(sql`
      select run_id, file_no, line, kind, entity, user_id, course_id, at, before - 'origin' as before, after
      from history where site_id = ${siteId} order by id`)
    const memory = await rows(sql`
      select kind, key, feed_id, encode(hash, 'hex') as hash, stale from memory
      where site_id = ${siteId} order by kind, key, feed_id`)
    const mails = await rows(sql`
      select m.run_id, file_no, line, to_address, from_address, subject, html, m.state
      from mail m join run r on r.id = m.run_id where r.site_id = ${siteId} order by m.id`)
    const [site] = await rows(sql`select last_id from site where id = ${siteId}`)
    return {
      content,
      origins: Object.fromEntries(
        [...origins].map(([key, [run, ...rest]]) => [key, [place.get(run), ...rest]]),
      ),
      history: history.map(told),
      memory: memory.map(feed),
      mails: mails.map(told),
      lastId: site!['last_id'],
    }
  })
}
