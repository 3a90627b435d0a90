import { sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import { type Guard, type Measure, measureOf } from '../../domain/guard.ts'
import type { OutcomeWord } from '../../domain/outcome.ts'
import { guardOf } from '../../formats/guard-settings.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import { addHeldRun } from '../removals/hold-apart.ts'
import { removalWayOf } from '../removals/missing-file.ts'
import type { Run, RunFile } from '../run-row.ts'
import { runFiles } from '../run-store.ts'
import { clearPlan } from './clear-plan.ts'
import { type Excess, excessFinding, excessOf, type Tally } from './excess.ts'
import { excessOfSegments } from './segments.ts'
import { type Choice, takeApart } from './take-apart.ts'
import { warn } from './warn.ts'

/**
 * The guard's verdict on a whole plan, before it ends. A plan within the limits of an import that was only planned to be
 * judged becomes the import that it was. Beyond a limit the plan is held; where removals alone are too many, and the feed
 * says so, it becomes an import without them. Tells whether the run goes on as an import.
 */
export async function judgePlan(hub: Hub, run: Run, settings: unknown): Promise<boolean> {
  if (run.kind !== 'plan' || run.isHeld || run.sieve !== null) return false
  const guard = guardOf(settings)
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    const files = await runFiles(tx, run.id)
    const whole = await excessOf(tx, run, guard, tallyOf(files))
    const excesses = whole === null ? await excessOfSegments(tx, run, guard) : [whole]
    const [excess] = excesses
    if (excess === undefined) {
      if (run.isGuarded) await goOn(tx, run)
      return run.isGuarded
    }
    const other = excesses.find(({ measure }) => measure === 'changes' || measure === 'rejects')
    if (!run.isGuarded || other !== undefined || guard.onThreshold === 'holdFile') {
      await hold(tx, run, excessFinding('RB-5057', other ?? excess, guard))
      return false
    }
    await withoutRemovals(tx, run, files, guard, excesses)
    return true
  })
}

/** What lists remove was judged before. */
function tallyOf(files: readonly RunFile[]): Tally {
  const tally: { [K in RecordKind]?: Partial<Record<Measure, number>> } = {}
  for (const file of files) {
    if (file.kind === null || removalWayOf(file) !== null) continue
    const counts = tally[file.kind] ?? {}
    tally[file.kind] = counts
    for (const [word, number] of Object.entries(file.counts)) {
      const measure = measureOf(file.kind, word as OutcomeWord)
      if (measure !== null) counts[measure] = (counts[measure] ?? 0) + number
    }
  }
  return tally
}

async function hold(tx: Tx, { organisationId, id }: Run, why: Finding): Promise<void> {
  await sql`update run set held = ${JSON.stringify(why)}::jsonb
    where organisation_id = ${organisationId} and id = ${id}`.execute(tx.db)
}

/** Lets the run take all but its removals, which a run of their own holds, or nobody. */
async function withoutRemovals(
  tx: Tx,
  run: Run,
  files: readonly RunFile[],
  guard: Guard,
  excesses: readonly Excess[],
): Promise<void> {
  const excess = excesses[0]!
  const file = files.find(({ kind }) => kind === excess.kind)!
  const segments = excesses.flatMap(({ segment }) => segment ?? [])
  const choice: Choice =
    segments.length === 0
      ? { take: 'safe' }
      : { take: 'safeIn', segmentBy: guard.segmentBy!, segments: [...new Set(segments)] }
  if (guard.onThreshold === 'skipRemovals') {
    await takeApart(tx, run, run, null, choice)
    await goOn(tx, run, 'skipped')
    await warn(tx, run, file, excessFinding('RB-5059', excess, guard))
    return
  }
  const heldRun = await addHeldRun(tx, run, (id) => excessFinding('RB-5058', excess, guard, { run: id }))
  await takeApart(tx, run, run, heldRun, choice)
  await goOn(tx, run, 'held')
  await warn(tx, run, file, excessFinding('RB-5058', excess, guard, { run: heldRun }))
}

/** From now on the run is the import that it was. */
async function goOn(tx: Tx, run: Run, sieve: Run['sieve'] = null): Promise<void> {
  await clearPlan(tx, run)
  await sql`update run set kind = 'import', guarded = false, sieve = ${sieve}
    where organisation_id = ${run.organisationId} and id = ${run.id}`.execute(tx.db)
}
