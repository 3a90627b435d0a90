import type { Action, RecordKind } from '../../src/domain/action.ts'
import { type Plan, plan } from '../../src/planning/plan.ts'
import { refsOf } from '../../src/planning/refs.ts'
import { EmbeddedSite } from '../../src/sites/embedded/embedded-site.ts'
import { loadState } from '../../src/sites/load-state.ts'
import type { Store } from '../../src/store/store.ts'
import type { Batch } from '../support/arbitrary-actions.ts'
import type { ModelSite } from '../support/model-site.ts'
import { contextOf, NOW } from '../support/plan-context.ts'
import type { TestSite } from '../support/test-site.ts'

/** Settings under which most of what records ask is allowed. */
const OPEN = { createGroupsAndGroupings: true }

/** Plans a chunk on the embedded site and applies it, in one transaction. The first record stands on line 2. */
export async function carryOut(
  store: Store,
  { organisationId, siteId }: TestSite,
  kind: RecordKind,
  actions: readonly Action[],
  { settings = OPEN, runId = 1 }: { settings?: object; runId?: number } = {},
): Promise<Plan> {
  const context = contextOf(settings)
  return store.asOrganisation(organisationId, async (tx) => {
    const site = await EmbeddedSite.open(tx, siteId)
    const { state, lastId } = await loadState(kind, refsOf(actions, context.policy), site)
    const made = plan(kind, actions as never, state as never, context)
    const lines = actions.map((_, index) => index + 2)
    await site.apply(made.operations, { runId, fileNo: 1, lines, first: 0, now: NOW }, lastId())
    return made
  })
}

/** The same on the model. */
export function carryOutOnModel(
  model: ModelSite,
  kind: RecordKind,
  actions: readonly Action[],
  settings: object = OPEN,
): Plan {
  const made = plan(kind, actions as never, model.state(kind) as never, contextOf(settings))
  model.apply(made.operations)
  return made
}

/** Batches cut into chunks of at most so many records. */
export function chunks(batches: readonly Batch[], most: number): Batch[] {
  return batches.flatMap(({ kind, actions }) =>
    Array.from({ length: Math.ceil(actions.length / most) }, (_, at) => ({
      kind,
      actions: actions.slice(at * most, (at + 1) * most),
    })),
  )
}
