import { leaveToLater } from '../store/later.ts'
import type { Storage } from '../transport/storage/storage.ts'
import type { Content } from './content.ts'
import { BYTE_ORDER_MARK } from './csv/profile.ts'
import {
  addFile,
  changeFile,
  dropSkipped,
  type ExportFile,
  FIRST_TIME,
  type FileCounts,
  lastFile,
  type PlannedFile,
  pathOf,
} from './export-files.ts'
import type { OutboundHub } from './hub.ts'
import { beginIssue, type Issue, type Written } from './issue.ts'
import { forgetFile } from './ledger.ts'
import { manifestHash, manifestText } from './manifest.ts'
import { confirmFile, hashInOutbox, takeBackFile } from './put-in-place.ts'
import { type ExportRun, stillRunning } from './runs.ts'
import type { ExportSettings } from './settings/settings.ts'

/** `published`; `unchanged`: built anew, the same bytes; `skipped`: it would be empty; `found`: a file that is not ours. */
export interface Published {
  readonly what: 'published' | 'unchanged' | 'skipped' | 'found'
  readonly name: string
  readonly date: string
  readonly counts: FileCounts
  readonly sha256: string | null
  readonly sequence: number | null
}

export interface Publication {
  readonly hub: OutboundHub
  readonly run: ExportRun
  readonly exportName: string
  readonly outbox: Storage
  readonly settings: Pick<ExportSettings, 'bom' | 'emptyFiles' | 'manifest'>
  /** Puts a file in the place of one that is not ours, too. */
  readonly force: boolean
}

/**
 * Publishes one file. The order of the steps is what makes it safe to end at any of them:
 *
 * 1. the file's row, `writing`; its rows noted in the ledger, where they do not count yet, and written under a
 *    temporary name; the copy that is kept
 * 2. the row `publishing`, with name, hash and number: the intent
 * 3. the rename
 * 4. the row `published`: from now on its rows are delivered
 *
 * `settleFiles` goes on from wherever a process stopped.
 */
export async function publishFile(
  publication: Publication,
  planned: PlannedFile,
  replaced: ExportFile | null,
  content: Content,
): Promise<Published> {
  const { hub, run, outbox, settings } = publication
  const told = { name: planned.name, date: planned.date, counts: content.counts }
  if (content.isEmpty && settings.emptyFiles === 'skip' && replaced === null) {
    await noteSkipped(publication, planned)
    return { ...told, what: 'skipped', sha256: null, sequence: null }
  }
  const fileId = await hub.store.asOrganisation(run.organisationId, async (tx) => {
    leaveToLater(tx)
    const [, added] = await Promise.all([stillRunning(tx, run), addFile(tx, run, run.id, planned)])
    return added
  })
  const file = { ...planned, id: fileId, replaces: replaced?.id ?? null }
  let placed = false
  try {
    // Of a process that ended before it could remember the file; one run of an export goes on at a time.
    await outbox.dropDrafts(pathOf(planned))
    const issue = await beginIssue(hub, run.organisationId, outbox, pathOf(planned))
    try {
      const counts = await writeRows(publication, fileId, issue, content)
      const written = await issue.finish()
      if (replaced !== null && replaced.sha256 === written.sha256) {
        await issue.discard()
        await takeBackFile(hub, run, fileId)
        return { ...told, counts, what: 'unchanged', sha256: written.sha256, sequence: replaced.sequence }
      }
      if (replaced === null && !publication.force && (await isAnothers(outbox, planned, written))) {
        await issue.discard()
        await noteFound(publication, fileId)
        return { ...told, what: 'found', sha256: null, sequence: null }
      }
      const intent = await noteIntent(publication, file, counts, written)
      placed = true
      await issue.commit()
      await confirmFile(hub, run, outbox, file, settings.manifest ? intent.manifest : null)
      return { ...told, counts, what: 'published', sha256: written.sha256, sequence: intent.sequence }
    } catch (error) {
      // Once the intent is noted only looking tells what became of it; the next run does.
      if (!placed) await issue.discard()
      throw error
    }
  } catch (error) {
    if (!placed) await takeBackFile(hub, run, fileId)
    throw error
  }
}

async function writeRows(
  { settings }: Publication,
  fileId: number,
  issue: Issue,
  { head, counts, pieces }: Content,
): Promise<FileCounts> {
  await issue.write((settings.bom ? BYTE_ORDER_MARK : '') + head)
  let rows = 0
  for await (const piece of pieces(fileId)) {
    await issue.write(piece.text)
    rows += piece.rows
  }
  return { ...counts, rows }
}

/** A file of the name that no record tells of, with another content: somebody else put it there. */
async function isAnothers(outbox: Storage, planned: PlannedFile, { sha256 }: Written): Promise<boolean> {
  const there = await hashInOutbox(outbox, pathOf(planned))
  return there !== null && there !== sha256
}

async function noteIntent(
  { hub, run, exportName }: Publication,
  { id, name, date, window, replaces }: PlannedFile & Pick<ExportFile, 'id' | 'replaces'>,
  counts: FileCounts,
  { size, sha256 }: Written,
): Promise<{ manifest: string; sequence: number }> {
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    const [, last] = await Promise.all([stillRunning(tx, run), lastFile(tx, run)])
    const sequence = (last?.sequence ?? 0) + 1
    const manifest = manifestText({
      export: exportName,
      sequence,
      name,
      date,
      from: window.from < FIRST_TIME ? null : new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      rows: counts.rows,
      size,
      sha256,
      previous: last === null ? null : manifestHash(last.manifest),
    })
    await changeFile(tx, run, id, {
      state: 'publishing',
      ...counts,
      size,
      sha256,
      sequence,
      manifest,
      replaces,
    })
    return { manifest, sequence }
  })
}

async function noteSkipped({ hub, run }: Publication, planned: PlannedFile): Promise<void> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    await stillRunning(tx, run)
    await dropSkipped(tx, run, planned.date)
    const id = await addFile(tx, run, run.id, planned)
    await changeFile(tx, run, id, { state: 'skipped' })
  })
}

async function noteFound({ hub, run }: Publication, fileId: number): Promise<void> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    await stillRunning(tx, run)
    await forgetFile(tx, run, fileId)
    await changeFile(tx, run, fileId, { state: 'found' })
  })
}
