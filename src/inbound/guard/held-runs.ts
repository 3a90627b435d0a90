import { sql } from 'kysely'
import { finding, refusal } from '../../domain/finding.ts'
import type { Segmenting } from '../../domain/guard.ts'
import { guardOf } from '../../formats/guard-settings.ts'
import { formatNamed } from '../../formats/registry.ts'
import type { Tx } from '../../store/store.ts'
import { applyPlan } from '../apply-plan.ts'
import { executeRun } from '../execute-run.ts'
import type { Hub } from '../hub.ts'
import { addHeldRun } from '../removals/hold-apart.ts'
import { addPartialRun } from './partial-run.ts'
import { type Choice, takeApart } from './take-apart.ts'

/** Which part of a held run is released. */
export type Part =
  /** All that removes nothing. */
  | { readonly take: 'safe' }
  /** All that changes nothing outside of these segments. */
  | { readonly take: 'segments'; readonly segments: readonly string[] }

/**
 * Does exactly what a held run would do, as it was shown. Gives the number of the run that did it. Throws RB-5002 for an
 * unknown run, RB-5053 for one that is not held, RB-5004 when the site changed since.
 *
 * On a server of its own, whose state nobody can hold still, it is an import of the same records and of the same removals,
 * planned against the server as it is now.
 */
export async function releaseRun(hub: Hub, organisationId: number, runId: number): Promise<number> {
  const isRemote = await hub.store.asOrganisation(organisationId, async (tx) => {
    await expectHeld(tx, organisationId, runId)
    return siteIsRemote(tx, organisationId, runId)
  })
  if (!isRemote) return applyPlan(hub, organisationId, runId)
  const into = await hub.store.asOrganisation(organisationId, async (tx) => {
    await expectHeld(tx, organisationId, runId)
    const made = await addPartialRun(tx, { organisationId, id: runId }, new Date(hub.now()))
    await sql`update run set sieve = null where organisation_id = ${organisationId} and id = ${made}`.execute(
      tx.db,
    )
    await setState(tx, organisationId, runId, 'applied')
    return made
  })
  await executeRun(hub, organisationId, into)
  return into
}

async function siteIsRemote(tx: Tx, organisationId: number, runId: number): Promise<boolean> {
  const { kind } = await tx.db
    .selectFrom('run')
    .innerJoin('site', 'site.id', 'run.site_id')
    .select('site.kind')
    .where('run.organisation_id', '=', organisationId)
    .where('run.id', '=', runId)
    .executeTakeFirstOrThrow()
  return kind !== 'embedded'
}

/**
 * Does a part of what a held run would do, as an import of its own; what is left waits as another run, planned against
 * the site as it is then. Gives the number of the import. Throws as `releaseRun`; RB-5065 when there is nothing in the
 * part, RB-5066 for segments of a feed that has none.
 */
export async function releasePart(
  hub: Hub,
  organisationId: number,
  runId: number,
  part: Part,
): Promise<number> {
  const result = await hub.store.asOrganisation(organisationId, async (tx) => {
    await expectHeld(tx, organisationId, runId)
    const stale = await staleness(tx, organisationId, runId)
    if (stale !== null) {
      await setState(tx, organisationId, runId, 'stale')
      return { stale }
    }
    const choice = await choiceOf(tx, organisationId, runId, part)
    const plan = { organisationId, id: runId }
    const into = { organisationId, id: await addPartialRun(tx, plan, new Date(hub.now())) }
    const heldRun = await addHeldRun(tx, into, () => finding('RB-5064', { value: runId, run: into.id }))
    const { taken, left } = await takeApart(tx, plan, into, heldRun, choice)
    if (taken === 0) throw refusal('RB-5065', { value: runId })
    if (left === 0)
      await sql`delete from run where organisation_id = ${organisationId} and id = ${heldRun}`.execute(tx.db)
    await setState(tx, organisationId, runId, 'applied')
    return { runId: into.id }
  })
  // The mark `stale` is worth committing, so the refusal comes after it.
  if (result.stale !== undefined) throw refusal('RB-5004', result.stale)
  await executeRun(hub, organisationId, result.runId)
  return result.runId
}

/** Drops a held run: nothing of it is done. Throws RB-5002 and RB-5053. */
export async function discardRun(hub: Hub, organisationId: number, runId: number): Promise<void> {
  await hub.store.asOrganisation(organisationId, async (tx) => {
    await expectHeld(tx, organisationId, runId)
    await setState(tx, organisationId, runId, 'cancelled')
  })
}

/** A newer file of a feed takes the place of what is held of it (snapshot-sync.md 3.5). */
export async function supersedeHeld(
  tx: Tx,
  organisationId: number,
  feedId: number,
  byRun: number,
): Promise<void> {
  const why = JSON.stringify(finding('RB-5054', { run: byRun }))
  await sql`update run set state = 'cancelled', finding = ${why}::jsonb
    where organisation_id = ${organisationId} and feed_id = ${feedId} and state = 'held'`.execute(tx.db)
}

async function expectHeld(tx: Tx, organisationId: number, runId: number): Promise<void> {
  const run = await tx.db
    .selectFrom('run')
    .select('state')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', runId)
    .forUpdate()
    .executeTakeFirst()
  if (run === undefined) throw refusal('RB-5002', { value: runId })
  if (run.state !== 'held') throw refusal('RB-5053', { value: runId, state: run.state })
}

/** Null while the site is as it was when the run was planned. */
async function staleness(
  tx: Tx,
  organisationId: number,
  runId: number,
): Promise<{ value: number; was: number; now: number } | null> {
  const { was, now } = await tx.db
    .selectFrom('run')
    .innerJoin('site', 'site.id', 'run.site_id')
    .select(['run.site_revision as was', 'site.revision as now'])
    .where('run.organisation_id', '=', organisationId)
    .where('run.id', '=', runId)
    .executeTakeFirstOrThrow()
  return was === now ? null : { value: runId, was: was ?? 0, now }
}

async function choiceOf(tx: Tx, organisationId: number, runId: number, part: Part): Promise<Choice> {
  if (part.take === 'safe') return part
  const segmentBy = await segmentingOf(tx, organisationId, runId)
  if (segmentBy === null) throw refusal('RB-5066', { value: runId })
  return { ...part, segmentBy }
}

async function segmentingOf(tx: Tx, organisationId: number, runId: number): Promise<Segmenting | null> {
  const { format, settings } = await tx.db
    .selectFrom('run')
    .innerJoin('feed', 'feed.id', 'run.feed_id')
    .select(['feed.format', 'run.settings'])
    .where('run.organisation_id', '=', organisationId)
    .where('run.id', '=', runId)
    .executeTakeFirstOrThrow()
  return guardOf(formatNamed(format).settings(settings)).segmentBy
}

async function setState(tx: Tx, organisationId: number, runId: number, state: string): Promise<void> {
  await sql`update run set state = ${state} where organisation_id = ${organisationId} and id = ${runId}`.execute(
    tx.db,
  )
}
