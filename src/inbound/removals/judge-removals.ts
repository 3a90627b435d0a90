import { sql } from 'kysely'
import { type Finding, finding } from '../../domain/finding.ts'
import { isOverLimit, type RemovalWay } from '../../domain/removal.ts'
import type { Format, Inspection, Removals, SourceFile } from '../../formats/format.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import { kindNumber } from '../memory.ts'
import type { Run, RunFile } from '../run-row.ts'
import { loadRun } from '../run-store.ts'
import { sourceOf } from '../start-run.ts'
import { countMissing } from './count.ts'
import { keepPresentKeys } from './present-keys.ts'

/** A full list of a run, and what becomes of those that it lacks. */
interface List {
  readonly file: RunFile
  readonly removals: Removals
}

/**
 * Before anything of a run is done: counts what its full lists lack and judges whether that can be meant. What is to be
 * removed becomes a file of the run; a run with more removals than its feed allows becomes a plan that waits for a
 * person (`held`). Done once for a run, also when it is resumed. Gives the run as it goes on.
 */
export async function judgeRemovals(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
  format: Format,
  settings: unknown,
  siblings: readonly SourceFile[],
  isRemote: boolean,
): Promise<{ run: Run; files: readonly RunFile[] }> {
  const lists = files.flatMap((file): List[] => {
    const isList = file.state === 'waiting' && file.inspection!.records > 0 && removalWayOf(file) === null
    const removals = isList ? (format.removals?.(file.inspection!, settings) ?? null) : null
    return removals === null ? [] : [{ file, removals }]
  })
  if (lists.length === 0 || (await isJudged(hub, run))) return { run, files }
  if (isRemote) {
    // Whom a server has of those that a feed brought can only be asked one by one.
    await hub.store.asOrganisation(run.organisationId, async (tx) => {
      for (const { file } of lists) await warn(tx, run, file, finding('RB-5056', { value: file.name }))
      await markJudged(tx, run, null)
    })
    return { run, files }
  }

  await hub.store.asOrganisation(run.organisationId, (tx) => clearPresentKeys(tx, run))
  for (const { file } of lists) {
    const source = await sourceOf(hub, run.organisationId, file)
    const records = format.records(source, file.inspection!, settings, READ_RECORDS, siblings)
    await keepPresentKeys(hub, run, file, records)
  }
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    let held: Finding | null = null
    let fileNo = Math.max(...files.map((file) => file.fileNo))
    for (const { file, removals } of lists) {
      fileNo += 1
      const over = await judgeList(tx, run, { file, removals }, fileNo, format.method ?? 'manual')
      held ??= over
    }
    await clearPresentKeys(tx, run)
    await markJudged(tx, run, held)
  })
  return loadRun(hub, run.organisationId, run.id)
}

async function markJudged(tx: Tx, run: Run, held: Finding | null): Promise<void> {
  await sql`update run set judged = true, held = ${held === null ? null : JSON.stringify(held)}::jsonb,
      kind = ${held === null ? run.kind : 'plan'}
    where organisation_id = ${run.organisationId} and id = ${run.id}`.execute(tx.db)
}

/** Records read at once; each piece is a transaction of its own. */
const READ_RECORDS = 3000

/** Gives why the run is held, or null. */
async function judgeList(
  tx: Tx,
  run: Run,
  { file, removals }: List,
  fileNo: number,
  method: string,
): Promise<Finding | null> {
  const { how, limits, onThreshold } = removals
  const kind = file.kind!
  const managed = { siteId: run.siteId, feedId: run.feedId, kind, kindNumber: kindNumber(kind), how, method }
  const toll = await countMissing(tx, run, managed, fileNo)
  if (toll.removals === 0) return null
  const told = { value: file.name, ...toll, how, limits: limitsText(removals) }
  if (!isOverLimit(toll, limits)) {
    await addRemovals(tx, run, file, fileNo, how, toll.removals)
    return null
  }
  if (onThreshold === 'holdFile') {
    await addRemovals(tx, run, file, fileNo, how, toll.removals)
    return finding('RB-5050', told)
  }
  if (onThreshold === 'holdRemovals') {
    const heldRun = await holdApart(tx, run, fileNo, (id) => finding('RB-5055', { ...told, run: id }))
    await addRemovals(tx, { ...run, id: heldRun }, file, FIRST_FILE, how, toll.removals)
    await warn(tx, run, file, finding('RB-5055', { ...told, run: heldRun }))
    return null
  }
  await sql`delete from run_missing_key
    where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
    tx.db,
  )
  await warn(tx, run, file, finding('RB-5051', told))
  return null
}

const FIRST_FILE = 1

/** Gives what is missing from a list to a run of its own, which is planned when this one is done, and then held. */
async function holdApart(tx: Tx, run: Run, fileNo: number, why: (id: number) => Finding): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at, heartbeat_at,
      judged, plan_run_id)
    select organisation_id, feed_id, site_id, 'plan', 'running', verify, settings, clock, started_at, heartbeat_at,
      true, id
    from run where organisation_id = ${run.organisationId} and id = ${run.id} returning id`.execute(tx.db)
  const { id } = rows[0]!
  await sql`update run set held = ${JSON.stringify(why(id))}::jsonb
    where organisation_id = ${run.organisationId} and id = ${id}`.execute(tx.db)
  await sql`update run_missing_key set run_id = ${id}, file_no = ${FIRST_FILE}
    where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
    tx.db,
  )
  return id
}

/** Runs that hold the removals of a run that is done: they are planned against the site as it is now. */
export async function takeUpHeldRemovals(hub: Hub, { organisationId, id }: Run): Promise<number[]> {
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const { rows } = await sql<{ id: number }>`
      update run set site_revision = (select revision from site where id = run.site_id)
      where organisation_id = ${organisationId} and plan_run_id = ${id} and kind = 'plan' and state = 'running'
      returning id`.execute(db)
    return rows.map((row) => row.id)
  })
}

function limitsText({ limits: { percent, count, minPopulation } }: Removals): string {
  const share = `${percent} % of ${minPopulation} or more`
  return count === null ? share : `${share}, and ${count} at most`
}

/** What is missing from a list, as a file of the run: its records have outcomes and lines as any others. */
async function addRemovals(
  tx: Tx,
  run: Run,
  file: RunFile,
  fileNo: number,
  how: RemovalWay,
  records: number,
): Promise<void> {
  const inspection: Inspection = {
    kind: file.kind!,
    encoding: file.inspection!.encoding,
    records,
    blankLines: 0,
    warnings: [],
    detail: { removals: how },
  }
  await tx.db
    .insertInto('run_file')
    .values({
      organisation_id: run.organisationId,
      run_id: run.id,
      file_no: fileNo,
      name: `${file.name}, missing`,
      kind: file.kind,
      entry: file.entry,
      sha256: file.sha256,
      size: file.size,
      state: 'waiting',
      inspection: JSON.stringify(inspection),
      records,
      done: 0,
      counts: '{}',
    })
    .execute()
}

async function warn(tx: Tx, run: Run, { fileNo, inspection }: RunFile, warning: Finding): Promise<void> {
  const warned: Inspection = { ...inspection!, warnings: [...inspection!.warnings, warning] }
  await sql`update run_file set inspection = ${JSON.stringify(warned)}::jsonb
    where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
    tx.db,
  )
}

async function isJudged(hub: Hub, { organisationId, id }: Run): Promise<boolean> {
  const { judged } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .selectFrom('run')
      .select('judged')
      .where('organisation_id', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  )
  return judged
}

async function clearPresentKeys(tx: Tx, { organisationId, id }: Run): Promise<void> {
  await sql`delete from run_present_key where organisation_id = ${organisationId} and run_id = ${id}`.execute(
    tx.db,
  )
}

/** How a file of a run removes what a list lacks; null for a file that was sent. */
export function removalWayOf({ inspection }: RunFile): RemovalWay | null {
  return (inspection?.detail?.['removals'] as RemovalWay | undefined) ?? null
}
