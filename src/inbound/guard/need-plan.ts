import type { RecordKind } from '../../domain/action.ts'
import type { Guard, Measure } from '../../domain/guard.ts'
import type { PlanContext } from '../../planning/plan.ts'
import type { Hub } from '../hub.ts'
import { removalWayOf } from '../removals/missing-file.ts'
import { excessOf, mayExceed, type Tally } from './excess.ts'
import { survey } from './survey.ts'
import type { Work } from './work.ts'

/**
 * Whether an import must be planned before anything of it is done, because it might pass a limit. Three looks, each only
 * where the one before could not say no: at the numbers that the first look at the files gave; at what there is on the
 * site; at the records, one by one, as far as they are not as last applied.
 */
export async function mayNeedPlan(
  hub: Hub,
  work: Work,
  guard: Guard,
  context: PlanContext,
): Promise<boolean> {
  if (!(await mayPass(hub, work, guard, roughTally(work)))) return false
  return mayPass(hub, work, guard, await survey(hub, work, { verify: false, context }))
}

/** A part of a run may pass a limit where the whole does not, so segments are known by their plan alone. */
async function mayPass(hub: Hub, { run }: Work, guard: Guard, tally: Tally): Promise<boolean> {
  if (!mayExceed(guard, tally)) return false
  if (guard.segmentBy !== null) return true
  return hub.store.asOrganisation(
    run.organisationId,
    async (tx) => (await excessOf(tx, run, guard, tally)) !== null,
  )
}

function roughTally({ files }: Work): Tally {
  const tally: { [K in RecordKind]?: Partial<Record<Measure, number>> } = {}
  for (const file of files) {
    const { kind, state, inspection } = file
    if (state !== 'waiting' || removalWayOf(file) !== null) continue
    const { records, mayRemove = records } = inspection!
    const counts = tally[kind!] ?? {}
    tally[kind!] = counts
    const add = (measure: Measure, number: number) => {
      counts[measure] = (counts[measure] ?? 0) + number
    }
    for (const measure of REMOVALS_OF[kind!]) add(measure, mayRemove)
    add('changes', records)
    add('rejects', records)
  }
  return tally
}

/** What records of a kind can remove. */
const REMOVALS_OF: Readonly<Record<RecordKind, readonly Measure[]>> = {
  user: ['deletions', 'suspensions'],
  course: ['deletions'],
  enrolment: ['unenrolments'],
  category: [],
  cohort: [],
  group: [],
  activity: [],
}
