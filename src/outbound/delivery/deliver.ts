import { randomUUID } from 'node:crypto'
import { type Finding, finding, RollbookError } from '../../domain/finding.ts'
import { type Export, exportNamed, listExports } from '../exports.ts'
import type { Destination } from '../settings/destinations.ts'
import { nextAttempt } from './back-off.ts'
import { type Claimed, claimDue, giveUpOthers, makeDue } from './deliveries.ts'
import { type DeliveryPlan, deliveryPlan, nameThere } from './destinations.ts'
import type { DeliveryHub } from './hub.ts'
import { type Failure, letGo, noteDelivered, noteFailures, stateAfter, type Work } from './outcomes.ts'
import { openRemote, type Remote } from './remote.ts'
import { send } from './send.ts'

/** What became of a delivery that was tried. */
export interface Attempt {
  readonly export: string
  readonly destination: string
  /** Its name there. */
  readonly file: string
  /** `found`: an earlier attempt had put it there. */
  readonly what: 'delivered' | 'found' | 'waiting' | 'failed'
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  /** Why it was not delivered; or that it was late (RB-7415). */
  readonly finding: Finding | null
  /** It was not there by the deadline. */
  readonly late: boolean
}

export interface DeliverRequest {
  /** Of this export alone. */
  readonly export?: string
  /** Also what waits for its next attempt, and what was given up. */
  readonly everything?: boolean
}

/** Workers of this process. */
const here = new Set<string>()

/**
 * Carries out the deliveries of an organisation that are due, file by file, the oldest of a destination first. Destinations
 * fail independently; one that fails is left alone until its next attempt. A delivery that fails touches nothing of the
 * publication. May be left between two files. Throws RB-7106 for an export that is not there.
 */
export async function* deliverDue(
  hub: DeliveryHub,
  organisationId: number,
  request: DeliverRequest = {},
): AsyncGenerator<Attempt> {
  const { export: name, everything = false } = request
  const exports = await hub.store.asOrganisation(organisationId, async (tx) =>
    name === undefined ? listExports(tx, organisationId) : [await exportNamed(tx, organisationId, name)],
  )
  for (const of of exports) {
    const plan = deliveryPlan(of)
    const names = plan.destinations.map((one) => one.name)
    await hub.store.asOrganisation(organisationId, async (tx) => {
      const ledger = { organisationId, exportId: of.id }
      if (everything) await makeDue(tx, ledger, hub.now())
      await giveUpOthers(tx, ledger, names, (destination) => finding('RB-7404', { value: destination }))
    })
    for (const destination of plan.destinations) yield* deliverTo(hub, of, plan, destination)
  }
}

async function* deliverTo(
  hub: DeliveryHub,
  of: Export,
  plan: DeliveryPlan,
  destination: Destination,
): AsyncGenerator<Attempt> {
  const { store } = hub
  const { organisationId, id: exportId } = of
  const work: Work = { organisationId, exportId, destination: destination.name, worker: randomUUID() }
  let remote: Remote | null = null
  let due: Claimed[] = []
  here.add(work.worker)
  try {
    due = await store.asOrganisation(organisationId, (tx) =>
      claimDue(tx, work, destination.name, {
        worker: work.worker,
        here,
        alone: store.engine === 'pglite',
        now: hub.now(),
      }),
    )
    for (const [index, file] of due.entries()) {
      const told = { export: of.name, destination: destination.name, file: nameThere(destination, file.name) }
      try {
        remote ??= await openRemote(hub, work, destination)
        const what = await send(hub, work, destination, remote, file)
        yield { ...told, ...(await confirm(hub, work, plan, file)), what }
      } catch (error) {
        const why = findingOf(error, file)
        const isOfThisFile = why.code === 'RB-7115'
        const others = isOfThisFile ? [] : due.slice(index + 1)
        yield { ...told, ...(await fail(hub, work, plan, [file, ...others], why)) }
        if (!isOfThisFile) return
      }
    }
  } finally {
    here.delete(work.worker)
    await remote?.[Symbol.asyncDispose]()
    if (due.length > 0) await store.asOrganisation(organisationId, (tx) => letGo(tx, work))
  }
}

async function confirm(
  hub: DeliveryHub,
  work: Work,
  plan: DeliveryPlan,
  file: Claimed,
): Promise<Pick<Attempt, 'attempts' | 'nextAttemptAt' | 'finding' | 'late'>> {
  const now = hub.now()
  const incidentAt = incidentOf(plan, file, now)
  await hub.store.asOrganisation(work.organisationId, (tx) =>
    noteDelivered(tx, work, file, new Date(now), incidentAt),
  )
  return {
    attempts: file.attempts + 1,
    nextAttemptAt: null,
    finding: incidentAt === null ? null : lateness(work, plan, file),
    late: incidentAt !== null,
  }
}

/** The first of the files was tried; the others wait with it for the destination. */
async function fail(
  hub: DeliveryHub,
  work: Work,
  plan: DeliveryPlan,
  files: readonly Claimed[],
  why: Finding,
): Promise<Pick<Attempt, 'what' | 'attempts' | 'nextAttemptAt' | 'finding' | 'late'>> {
  const now = hub.now()
  const failures = files.map((file, index): Failure => {
    const attempts = file.attempts + (index === 0 ? 1 : 0)
    const tried = {
      attempts: Math.max(attempts, 1),
      since: file.since.getTime(),
      deadline: plan.deadlineOf(file),
    }
    const next = nextAttempt(tried, why.code, now, Math.random)
    return {
      fileId: file.fileId,
      attempts,
      nextAttemptAt: next === null ? null : new Date(next),
      finding: next === null ? givenUp(work, file, attempts, why) : why,
      incidentAt: incidentOf(plan, file, now),
    }
  })
  await hub.store.asOrganisation(work.organisationId, (tx) => noteFailures(tx, work, failures))
  const { attempts, nextAttemptAt, finding: told, incidentAt } = failures[0]!
  return {
    what: stateAfter(failures[0]!),
    attempts,
    nextAttemptAt,
    finding: told,
    late: incidentAt !== null,
  }
}

/** An incident is noted once, when it is seen first (outbound rule O-45). */
function incidentOf(plan: DeliveryPlan, file: Claimed, now: number): Date | null {
  const deadline = plan.deadlineOf(file)
  return file.incidentAt ?? (deadline !== null && now > deadline ? new Date(now) : null)
}

function lateness({ destination }: Work, plan: DeliveryPlan, file: Claimed): Finding {
  const deadline = new Date(plan.deadlineOf(file)!).toISOString()
  return finding('RB-7415', { value: file.name, destination, deadline })
}

function givenUp({ destination }: Work, { name }: Claimed, attempts: number, why: Finding): Finding {
  return finding('RB-7416', { value: name, destination, attempts, reason: why.message })
}

function findingOf(error: unknown, { name }: Claimed): Finding {
  if (error instanceof RollbookError) return error.finding
  return finding('RB-7417', { value: name, reason: error instanceof Error ? error.message : String(error) })
}
