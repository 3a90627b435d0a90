import { randomUUID } from 'node:crypto'
import { access, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { FeedSettings } from '../formats/feed-settings.ts'
import { feedFolder } from './feed-folder.ts'
import type { Hub } from './hub.ts'
import { logName, type RunInName } from './log-names.ts'
import { logText } from './log-text.ts'
import type { Run, RunFile } from './run-row.ts'

/** Logs hold names and addresses: they are for their owner, and for a group that may collect them. */
const LOG_MODE = 0o640

/**
 * Nothing is processed while the log could not be written (Data Hub rule L-9): makes the feed's log folder, if it has
 * one, and tries it. Throws RB-5040 when it cannot be written, RB-8006 when it lies where none may be.
 */
export async function checkLogFolder(
  hub: Hub,
  organisationId: number,
  { logPath }: FeedSettings,
): Promise<void> {
  if (logPath === '') return
  const folder = await feedFolder(hub, organisationId, 'logPath', logPath)
  const trial = join(folder, `.${randomUUID()}.part`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(trial, '', { flag: 'wx' })
    await rm(trial)
  } catch (error) {
    throw refusal('RB-5040', { value: logPath, reason: (error as Error).message }, { cause: error })
  }
}

/**
 * Writes the log of a run's file into the feed's log folder, under its own name only when it is whole. A file about
 * which there is nothing to say has none (Data Hub rule L-1). Done again after a crash, it replaces what was written.
 */
export async function writeLogFile(
  hub: Hub,
  run: Run,
  file: RunFile,
  logPath: string,
  named: RunInName,
): Promise<void> {
  const folder = await feedFolder(hub, run.organisationId, 'logPath', logPath)
  const coming = join(folder, `.${randomUUID()}.part`)
  try {
    let said = false
    {
      await using target = await open(coming, 'wx', LOG_MODE)
      for await (const piece of logText(hub, run, file, named)) {
        await target.write(piece)
        said = true
      }
      await target.sync()
    }
    if (said)
      await rename(coming, await pathOf(hub, run, file, join(folder, logName(named, file.kind ?? 'file'))))
  } finally {
    await rm(coming, { force: true })
  }
}

/**
 * The log's path, kept with the file of the run: chosen once, so that a run that is resumed writes no second log.
 * `_0`, `_1`… when another log has the name (Data Hub rule L-1).
 */
async function pathOf(hub: Hub, run: Run, file: RunFile, path: string): Promise<string> {
  const own = await ownPath(hub, run, file)
  if (own !== null && dirname(own) === dirname(path)) return own
  for (let number = -1; ; number += 1) {
    const candidate = `${path}${number < 0 ? '' : `_${number}`}.log`
    const free = await access(candidate).then(
      () => false,
      () => true,
    )
    if (free && (await claim(hub, run, file, candidate))) return candidate
  }
}

async function ownPath(hub: Hub, run: Run, { fileNo }: RunFile): Promise<string | null> {
  const row = await hub.store.asOrganisation(run.organisationId, ({ db }) =>
    db
      .selectFrom('run_file')
      .select('log_path')
      .where('run_id', '=', run.id)
      .where('file_no', '=', fileNo)
      .executeTakeFirstOrThrow(),
  )
  return row.log_path
}

/** False when another file's log has the path. */
async function claim(hub: Hub, run: Run, { fileNo }: RunFile, path: string): Promise<boolean> {
  return hub.store.asOrganisation(run.organisationId, async ({ db }) => {
    const { numAffectedRows } = await sql`
      update run_file set log_path = ${path}
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}
        and not exists (
          select from run_file where organisation_id = ${run.organisationId} and log_path = ${path})`.execute(
      db,
    )
    return numAffectedRows === 1n
  })
}
