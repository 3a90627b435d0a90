import { type Finding, finding, RollbookError } from '../domain/finding.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import { type FeedSettings, feedSettingsOf } from '../formats/feed-settings.ts'
import type { Tx } from '../store/store.ts'
import { SMTP_LIMITS } from '../transport/smtp/smtp.ts'
import { zipOf } from '../transport/zip-writer.ts'
import type { Hub } from './hub.ts'
import { writeLogFile } from './log-files.ts'
import { logMailHtml, logMailSubject } from './log-mail.ts'
import { logName, logZipName, type RunInName } from './log-names.ts'
import { logText } from './log-text.ts'
import type { LogMail } from './mail-queue.ts'
import type { Run, RunFile } from './run-row.ts'
import { runFiles } from './run-store.ts'

/** What a run leaves behind besides its rows: it is made before the run ends, so that a crash loses nothing of it. */
export interface Ending {
  /** Worth knowing, although the run did what it should: the log could not be written. */
  readonly finding: Finding | null
  readonly mail: LogMail | null
}

const NOTHING: Ending = { finding: null, mail: null }

/**
 * Writes the log files of a run and makes its log mail, as the feed's settings say (Data Hub rules L-1, L-8). A log that
 * cannot be written does not undo what was done: the finding RB-5041 says so, and the log is in the database.
 */
export async function prepareEnding(hub: Hub, run: Run, settings: unknown): Promise<Ending> {
  const feed = feedSettingsOf(settings)
  if (run.kind === 'plan' || (feed.logPath === '' && addressesIn(feed).length === 0)) return NOTHING
  const { files, named, facts } = await hub.store.asOrganisation(run.organisationId, (tx) => told(tx, run))
  return {
    finding: feed.logPath === '' ? null : await writeLogFiles(hub, run, files, feed.logPath, named),
    mail: addressesIn(feed).length === 0 ? null : await logMail(hub, run, files, feed, named, facts),
  }
}

function addressesIn({ logEmailRecipients }: FeedSettings): string[] {
  const addresses = logEmailRecipients.split(',').map((address) => address.trim())
  return [...new Set(addresses)].filter((address) => address !== '')
}

async function told(tx: Tx, run: Run): Promise<{ files: RunFile[]; named: RunInName; facts: SiteFacts }> {
  const { intake, facts } = await tx.db
    .selectFrom('run')
    .innerJoin('site', 'site.id', 'run.site_id')
    .select(['run.intake', 'site.facts'])
    .where('run.id', '=', run.id)
    .executeTakeFirstOrThrow()
  const site = facts as SiteFacts
  const how = intake === null ? 'manual' : 'scheduled'
  return { files: await runFiles(tx, run.id), named: { how, at: run.now, zone: site.timezone }, facts: site }
}

async function writeLogFiles(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
  logPath: string,
  named: RunInName,
): Promise<Finding | null> {
  try {
    for (const file of files) await writeLogFile(hub, run, file, logPath, named)
    return null
  } catch (error) {
    // A fault of the file system is no reason to leave a run open; whatever else it is, is.
    if (error instanceof RollbookError && error.finding.code !== 'RB-8006') throw error
    if (!(error instanceof RollbookError) && !(error as NodeJS.ErrnoException).syscall) throw error
    return finding('RB-5041', { value: logPath, run: run.id, reason: (error as Error).message })
  }
}

async function logMail(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
  feed: FeedSettings,
  named: RunInName,
  facts: SiteFacts,
): Promise<LogMail> {
  const logs = files.map((file) => ({
    name: `${file.fileNo}_${logName(named, file.kind ?? 'file')}.log`,
    content: logText(hub, run, file, named),
  }))
  const content = await zipOf(logs, SMTP_LIMITS.attachmentBytes)
  return {
    to: addressesIn(feed),
    from: facts.adminEmail,
    subject: logMailSubject(run, files),
    html: logMailHtml(run, files, named, content !== null),
    attachment: content === null ? null : { name: logZipName(named), content },
  }
}
