import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { refusal } from '../domain/finding.ts'
import type { FeedSettings } from '../formats/feed-settings.ts'
import { hashFile } from './archive.ts'
import { feedFolder } from './feed-folder.ts'
import type { Hub } from './hub.ts'
import { intakesOf, moveFile } from './intake.ts'

interface Taken {
  readonly runId: number
  /** By hash of the content: why each part of it was refused; null for a part that was accepted. */
  readonly findings: ReadonlyMap<string, readonly (Finding | null)[]>
}

/** The file was imported before. It is no worse for that, and the archive has it. */
const SEEN_BEFORE = 'RB-5001'

/**
 * Clears a working folder of what its run has in the archive. A file that was refused as a whole goes into the folder
 * `failed` beside where it came from, once, with a text that says why (Data Hub quirk Q-16). A file that no run has, or
 * that went on growing after it was archived, is collected anew. May be done again at any time. Throws RB-5043.
 */
export async function releaseIntake(
  hub: Hub,
  organisationId: number,
  feedId: number,
  intake: string,
  settings: FeedSettings,
): Promise<void> {
  const taken = await takenBy(hub, organisationId, intake)
  if (taken === null) return
  const intakes = intakesOf(hub, organisationId, feedId)
  const left: string[] = []
  for (const path of await intakes.files(intake)) {
    const findings = taken.findings.get(await hashFile(path))
    if (findings === undefined) left.push(path)
    else if (isBad(findings)) {
      const folder = await feedFolder(hub, organisationId, 'importPath', join(settings.importPath, 'failed'))
      await putAside(path, folder, taken.runId, findings as readonly Finding[])
    } else await rm(path)
  }
  if (left.length > 0) await intakes.collect(left)
  await intakes.close(intake)
}

function isBad(findings: readonly (Finding | null)[]): boolean {
  return findings.every((found) => found !== null) && findings.some((found) => found?.code !== SEEN_BEFORE)
}

async function takenBy(hub: Hub, organisationId: number, intake: string): Promise<Taken | null> {
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const run = await db.selectFrom('run').select('id').where('intake', '=', intake).executeTakeFirst()
    if (run === undefined) return null
    const rows = await db
      .selectFrom('run_file')
      .select(['sha256', 'state', 'finding'])
      .where('run_id', '=', run.id)
      .orderBy('file_no')
      .execute()
    const findings = Map.groupBy(rows, ({ sha256 }) => sha256)
    return {
      runId: run.id,
      findings: new Map(
        [...findings].map(([sha256, parts]) => [
          sha256,
          parts.map(({ state, finding }) => (state === 'refused' ? (finding as Finding) : null)),
        ]),
      ),
    }
  })
}

async function putAside(
  path: string,
  folder: string,
  runId: number,
  findings: readonly Finding[],
): Promise<void> {
  const name = `run-${runId}-${basename(path)}`
  const reasons = findings.map(({ code, message }) => `${code} ${message}\n`).join('')
  try {
    await mkdir(folder, { recursive: true })
    // The sender may write here: whatever bears the name is not followed, but replaced.
    await rm(join(folder, `${name}.txt`), { force: true })
    await writeFile(join(folder, `${name}.txt`), reasons, { flag: 'wx' })
    await moveFile(path, join(folder, name))
  } catch (error) {
    throw refusal('RB-5043', { value: folder, reason: (error as Error).message }, { cause: error })
  }
}
