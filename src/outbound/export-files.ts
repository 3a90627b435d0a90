import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import type { LedgerOf } from './ledger.ts'
import type { Window } from './time/windows.ts'

/**
 * A file of an export is told by its row: `writing` (rows are being noted) → `publishing` (written and described, about
 * to be put in place) → `published` → `replaced` by a file that was built anew. `found`: a file of the name lay there
 * that was not ours. `skipped`: there was nothing to say.
 */
export type FileState = 'writing' | 'publishing' | 'published' | 'replaced' | 'found' | 'skipped'

/** `window`: of a local date; `history`: all that was before the first window; `grades`: of the layout of Data Hub. */
export type FileKind = 'window' | 'history' | 'grades'

export interface ExportFile {
  readonly id: number
  readonly runId: number
  readonly state: FileState
  readonly kind: FileKind
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly folder: string
  readonly name: string
  readonly window: Window
  readonly replaces: number | null
  readonly counts: FileCounts
  readonly size: number | null
  /** 64 hex digits. */
  readonly sha256: string | null
  /** From 1 without a gap, in the order of publication. */
  readonly sequence: number | null
  readonly manifest: string | null
  readonly publishedAt: Date | null
  readonly removedAt: Date | null
  readonly reissuedAt: Date | null
}

/** Rows of a file: all that it holds, those of earlier windows, those sent again, and those held back besides. */
export interface FileCounts {
  readonly rows: number
  readonly late: number
  readonly corrected: number
  readonly held: number
}

/** What is known of a file before a row of it is written. */
export type PlannedFile = Pick<ExportFile, 'kind' | 'date' | 'folder' | 'name' | 'window'>

/** The files of an export in these states, the oldest first. */
export async function exportFiles(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  states: readonly FileState[],
): Promise<ExportFile[]> {
  const rows = await tx.db
    .selectFrom('export_file')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('export_id', '=', exportId)
    .where('state', 'in', states)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    runId: row.run_id,
    state: row.state as FileState,
    kind: row.kind as FileKind,
    date: row.file_date,
    folder: row.folder,
    name: row.name,
    window: { from: row.window_from.getTime(), to: row.window_to.getTime() },
    replaces: row.replaces,
    counts: {
      rows: row.rows ?? 0,
      late: row.late ?? 0,
      corrected: row.corrected ?? 0,
      held: row.held ?? 0,
    },
    size: row.size,
    sha256: row.sha256,
    sequence: row.sequence,
    manifest: row.manifest,
    publishedAt: row.published_at,
    removedAt: row.removed_at,
    reissuedAt: row.reissued_at,
  }))
}

/** Where a file lies in the outbox. */
export function pathOf({ folder, name }: Pick<ExportFile, 'folder' | 'name'>): string {
  return folder === '' ? name : `${folder}/${name}`
}

export async function addFile(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  runId: number,
  { kind, date, folder, name, window }: PlannedFile,
): Promise<number> {
  const { id } = await tx.db
    .insertInto('export_file')
    .values({
      organisation_id: organisationId,
      export_id: exportId,
      run_id: runId,
      state: 'writing',
      kind,
      file_date: date,
      folder,
      name,
      window_from: new Date(Math.max(window.from, FIRST_TIME)),
      window_to: new Date(window.to),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function changeFile(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
  values: Readonly<Record<string, string | number | Date | null>>,
): Promise<void> {
  await tx.db
    .updateTable('export_file')
    .set(values)
    .where('organisation_id', '=', organisationId)
    .where('export_id', '=', exportId)
    .where('id', '=', fileId)
    .execute()
}

/** Takes away the row of a file that was never published. */
export async function dropFile(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  fileId: number,
): Promise<void> {
  await sql`delete from export_file
    where organisation_id = ${organisationId} and export_id = ${exportId} and id = ${fileId}`.execute(tx.db)
}

/** A day that had nothing to say has something after all, or is looked at once more. */
export async function dropSkipped(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
  date: string,
): Promise<void> {
  await sql`delete from export_file where organisation_id = ${organisationId} and export_id = ${exportId}
    and state = 'skipped' and file_date = ${date}`.execute(tx.db)
}

/** The file that was published last, with its number and manifest. */
export async function lastFile(
  tx: Tx,
  { organisationId, exportId }: LedgerOf,
): Promise<{ sequence: number; manifest: string } | null> {
  const { rows } = await sql<{ sequence: number; manifest: string }>`
    select sequence, manifest from export_file
    where organisation_id = ${organisationId} and export_id = ${exportId} and sequence is not null
      and state in ('published', 'replaced')
    order by sequence desc limit 1`.execute(tx.db)
  return rows[0] ?? null
}

/** The year 1: what was before it is endless. */
export const FIRST_TIME = -62_135_596_800_000
