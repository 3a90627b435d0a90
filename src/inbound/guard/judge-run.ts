import { sql } from 'kysely'
import type { Finding } from '../../domain/finding.ts'
import { guardOf } from '../../formats/guard-settings.ts'
import type { PlanContext } from '../../planning/plan.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import { askMissing, countAsked } from '../remote/ask-missing.ts'
import type { RemoteSite } from '../remote/connection.ts'
import { isSentFile, judgeLists, type List, listsOf, readLists } from '../removals/judge-lists.ts'
import type { Run } from '../run-row.ts'
import { loadRun } from '../run-store.ts'
import { dropsOf } from './drops.ts'
import { mayExceed } from './excess.ts'
import { mayNeedPlan } from './need-plan.ts'
import { warn } from './warn.ts'
import type { Work } from './work.ts'

/**
 * The guard's first look, before anything of a run is done, once for a run. Files much smaller than the ones before, and
 * lists that lack too many, hold the run; an import whose records might pass a limit becomes a plan, of which
 * `judgePlan` says what becomes of it. Most runs pass without a look at their records. Gives the run as it goes on.
 */
export async function judgeRun(
  hub: Hub,
  work: Work,
  context: PlanContext,
  remote: RemoteSite | null,
): Promise<Pick<Work, 'run' | 'files'>> {
  const { run, files, settings } = work
  if (run.isJudged || run.kind === 'apply') return { run, files }
  const lists = listsOf(work)
  const { organisationId } = run
  if (remote !== null) return judgeRemote(hub, work, remote, lists)

  const guard = guardOf(settings)
  if (lists.length > 0) await readLists(hub, work, lists)
  const isOpen = run.kind === 'import' && (await mayNeedPlan(hub, work, guard, context))
  await hub.store.asOrganisation(organisationId, async (tx) => {
    // Of files that remove nobody by what they lack, those whose format knows no full lists.
    const judged =
      lists.length > 0 || work.format.removals !== undefined ? lists.map(({ file }) => file) : sent(work)
    const dropped = await dropsOf(tx, work, judged, guard.drops, guard.minPopulation)
    const { held, removals } = await judgeLists(tx, work, lists, dropped)
    // A list may lack few, and all of one school.
    const isPartOpen = run.kind === 'import' && guard.segmentBy !== null && mayExceed(guard, removals)
    await markJudged(tx, run, held ?? (await heldForDrop()), isOpen || isPartOpen)

    async function heldForDrop(): Promise<Finding | null> {
      const [first] = lists.length > 0 ? [] : dropped
      if (first === undefined || guard.onThreshold === 'holdFile') return first?.[1] ?? null
      for (const [fileNo, why] of dropped) await warn(tx, run, { fileNo }, why)
      return null
    }
  })
  return loadRun(hub, organisationId, run.id)
}

function sent({ files }: Work) {
  return files.filter((file) => file.state === 'waiting' && file.inspection!.records > 0 && isSentFile(file))
}

/**
 * On a server of its own the guard looks at full lists. It asks the server first, since no transaction waits for one. An
 * import whose records might pass a limit is carried out without a plan.
 */
async function judgeRemote(
  hub: Hub,
  work: Work,
  remote: RemoteSite,
  lists: readonly List[],
): Promise<Pick<Work, 'run' | 'files'>> {
  const { run, settings } = work
  if (lists.length > 0) await readLists(hub, work, lists)
  for (const [kind, ofKind] of Map.groupBy(lists, ({ file }) => file.kind!)) {
    await askMissing(hub, run, remote, { ...ofKind.at(-1)!.removals, kind })
  }
  const { drops, minPopulation } = guardOf(settings)
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const judged = lists.map(({ file }) => file)
    const dropped = await dropsOf(tx, work, judged, drops, minPopulation)
    const { held } = await judgeLists(tx, work, lists, dropped, countAsked)
    await markJudged(tx, run, held, false)
  })
  return loadRun(hub, run.organisationId, run.id)
}

async function markJudged(tx: Tx, run: Run, held: Finding | null, planFirst: boolean): Promise<void> {
  const isPlan = held !== null || planFirst
  await sql`
    update run set judged = true, held = ${held === null ? null : JSON.stringify(held)}::jsonb,
      guarded = ${isPlan && run.kind === 'import'}, kind = ${isPlan ? 'plan' : run.kind}
    where organisation_id = ${run.organisationId} and id = ${run.id}`.execute(tx.db)
}
