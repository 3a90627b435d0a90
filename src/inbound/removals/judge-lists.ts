import { sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { Measure } from '../../domain/guard.ts'
import { isOverLimit, type RemovalWay, type Toll } from '../../domain/removal.ts'
import type { Removals } from '../../formats/format.ts'
import { limitText } from '../../formats/guard-settings.ts'
import type { Managed } from '../../sites/embedded/read/removable.ts'
import type { Tx } from '../../store/store.ts'
import type { Tally } from '../guard/excess.ts'
import { warn } from '../guard/warn.ts'
import type { Work } from '../guard/work.ts'
import type { Hub } from '../hub.ts'
import { kindNumber } from '../memory.ts'
import type { Run, RunFile } from '../run-row.ts'
import { sourceOf } from '../start-run.ts'
import { noteUnnamed } from '../waiting/note-waiting.ts'
import { isWaitingFile } from '../waiting/waiting-file.ts'
import { countMissing } from './count.ts'
import { addHeldRun } from './hold-apart.ts'
import { addMissingFile, removalWayOf } from './missing-file.ts'
import { keepPresentKeys } from './present-keys.ts'

/** A full list of a run, and what becomes of those that it lacks. */
export interface List {
  readonly file: RunFile
  readonly removals: Removals
}

/** The full lists of a run that remove what they lack. */
export function listsOf({ files, format, settings }: Work): List[] {
  return files.flatMap((file): List[] => {
    const isSent = isSentFile(file)
    const isList = file.state === 'waiting' && file.inspection!.records > 0 && isSent
    const removals = isList ? (format.removals?.(file.inspection!, settings) ?? null) : null
    return removals === null ? [] : [{ file, removals }]
  })
}

/** Not made by the run itself: of what a list lacks, of what expired, or of records that waited. */
export function isSentFile(file: RunFile): boolean {
  return removalWayOf(file) === null && !isWaitingFile(file)
}

/** Records read at once; each piece is a transaction of its own. */
const READ_RECORDS = 3000

/** Keeps what the lists of a run name, to be counted by `judgeLists`. Done anew when a run is taken up again. */
export async function readLists(hub: Hub, work: Work, lists: readonly List[]): Promise<void> {
  const { run, format, settings, siblings } = work
  await hub.store.asOrganisation(run.organisationId, (tx) => clearPresentKeys(tx, run))
  for (const { file } of lists) {
    const source = await sourceOf(hub, run.organisationId, file)
    const records = format.records(source, file.inspection!, settings, READ_RECORDS, siblings)
    await keepPresentKeys(hub, run, file, records)
  }
}

/**
 * Counts what the lists of a run lack, all lists of one kind together, and judges whether that can be meant. What is to
 * be removed becomes a file of the run, or of a run that is held. `dropped`: why a list is too small to be believed, by
 * its file. `count`: for a server of its own, which was asked before. Gives why the whole run is held, or null, and how many are to be removed.
 */
export async function judgeLists(
  tx: Tx,
  { run, files, format }: Work,
  lists: readonly List[],
  dropped: ReadonlyMap<number, Finding>,
  count: typeof countMissing = countMissing,
): Promise<{ readonly held: Finding | null; readonly removals: Tally }> {
  let held: Finding | null = null
  const removals: { [K in RecordKind]?: Partial<Record<Measure, number>> } = {}
  let fileNo = Math.max(...files.map((file) => file.fileNo))
  for (const [kind, ofKind] of Map.groupBy(lists, ({ file }) => file.kind!)) {
    fileNo += 1
    const drop = ofKind.map(({ file }) => dropped.get(file.fileNo)).find((why) => why !== undefined)
    const list = ofKind.at(-1)!
    const toll = await count(tx, run, managedBy(run, list, format.method ?? 'manual'), fileNo)
    const judged = await judgeKind(tx, run, list, fileNo, toll, drop ?? null)
    held ??= judged.held
    removals[kind] = { [measureOfRemoval(kind, ofKind.at(-1)!.removals.how)]: judged.removals }
  }
  const ofEnrolments = lists.findLast(({ file }) => file.kind === 'enrolment')
  if (run.hasWaiting && ofEnrolments !== undefined) {
    await noteUnnamed(tx, run, ofEnrolments.removals.inListedCourses === true)
  }
  await clearPresentKeys(tx, run)
  return { held, removals }
}

function managedBy({ siteId, feedId }: Run, { file, removals }: List, method: string): Managed {
  const kind = file.kind!
  return { ...removals, siteId, feedId, kind, kindNumber: kindNumber(kind), method }
}

/** Judges the lists of a kind, of which the last is given. */
async function judgeKind(
  tx: Tx,
  run: Run,
  { file, removals }: List,
  fileNo: number,
  toll: Toll,
  dropped: Finding | null,
): Promise<{ readonly held: Finding | null; readonly removals: number }> {
  const { how, limits, onThreshold } = removals
  if (toll.removals === 0) return NOTHING
  const told = { value: file.name, ...toll, how, limits: limitText(limits, limits.minPopulation) }
  const isOver = isOverLimit(toll, limits)
  if (!isOver && dropped === null) {
    await addMissingFile(tx, run, file, fileNo, how, toll.removals)
    return { held: null, removals: toll.removals }
  }
  if (dropped !== null && onThreshold !== 'holdFile') await warn(tx, run, file, dropped)
  if (onThreshold === 'holdFile') {
    await addMissingFile(tx, run, file, fileNo, how, toll.removals)
    return { held: isOver ? finding('RB-5050', told) : dropped, removals: toll.removals }
  }
  // A plan that a person asked for makes no run that waits: it says what an import would leave out.
  if (onThreshold === 'skipRemovals' || run.kind === 'plan') {
    await sql`delete from run_missing_key
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
      tx.db,
    )
    await warn(tx, run, file, finding('RB-5051', { ...told, onThreshold }))
    return NOTHING
  }
  const heldRun = await addHeldRun(tx, run, (id) => finding('RB-5055', { ...told, run: id }))
  await sql`update run_missing_key set run_id = ${heldRun}, file_no = ${FIRST_FILE}
    where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
    tx.db,
  )
  await addMissingFile(tx, { ...run, id: heldRun }, file, FIRST_FILE, how, toll.removals)
  await warn(tx, run, file, finding('RB-5055', { ...told, run: heldRun }))
  return NOTHING
}

const FIRST_FILE = 1

const NOTHING = { held: null, removals: 0 }

function measureOfRemoval(kind: RecordKind, how: RemovalWay): Measure {
  if (how === 'delete') return 'deletions'
  if (how === 'hide') return 'changes'
  return kind === 'user' ? 'suspensions' : 'unenrolments'
}

async function clearPresentKeys(tx: Tx, { organisationId, id }: Run): Promise<void> {
  await sql`delete from run_present_key where organisation_id = ${organisationId} and run_id = ${id}`.execute(
    tx.db,
  )
}
