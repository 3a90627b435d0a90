import type { Finding } from '../../domain/finding.ts'
import type { Export } from '../exports.ts'
import type { OutboundHub } from '../hub.ts'
import type { Published } from '../publish.ts'
import { type ExportResult, runExport } from '../run-export.ts'
import { afterAttempt, afterNoAttempt } from './attempts.ts'
import { beginLook, fileNameOf, type Seen } from './begin-look.ts'
import { judge } from './judge.ts'
import { openWatches, saveWatches, takeOver, type Watch } from './watches.ts'

/** What a look at an export came to. */
export interface Looked {
  readonly export: string
  /** The local date, `YYYY-MM-DD`; null when the settings do not tell it. */
  readonly date: string | null
  /** `ran` in this look; `underWay` in another run; `left`, because it is not to be run at the moment. */
  readonly what: 'ran' | 'underWay' | 'left'
  readonly runId: number | null
  readonly files: readonly Published[]
  /** Why it failed. */
  readonly finding: Finding | null
  /** Of the run, as `ExportResult` has them. */
  readonly warnings: readonly Finding[]
  /** Files that are missing (RB-7128), or were not there by the deadline (RB-7129): each is told by one look. */
  readonly missing: readonly Finding[]
  /** After a failure, as far as the date is not settled. */
  readonly nextAttemptAt: Date | null
}

/**
 * One look at the clock of each export of an organisation that makes dated files (outbound rules O-44 and O-45), to be taken
 * every few minutes. From its start on, an export whose file of the day is missing is run, and again with ever longer
 * waits when that fails, also after the deadline. Files that are missing when they are warned of or at the deadline are put
 * on record, and told once. Exports at which there was nothing to do and of which there is nothing new are not told. May be
 * left between two of them.
 */
export async function* lookAtExports(hub: OutboundHub, organisationId: number): AsyncGenerator<Looked> {
  const now = hub.now()
  const { seen, broken } = await hub.store.asOrganisation(organisationId, (tx) =>
    beginLook(tx, organisationId, now),
  )
  for (const { of, why } of broken) yield { ...LEFT, export: of.name, date: null, missing: [], finding: why }
  for (const one of seen) if (one.due === null && one.missing.length > 0) yield left(one)
  for (const one of seen) {
    if (one.due === null) continue
    if (await isTakenOver(hub, one.of, one.due)) yield await carryOut(hub, one)
    else if (one.missing.length > 0) yield left(one)
  }
}

const LEFT = {
  what: 'left',
  runId: null,
  files: [],
  finding: null,
  warnings: [],
  nextAttemptAt: null,
} as const

function left({ of, date, missing, nextAttemptAt }: Seen): Looked {
  return { ...LEFT, export: of.name, date, missing, nextAttemptAt: instant(nextAttemptAt) }
}

function isTakenOver({ store, now }: OutboundHub, { organisationId }: Export, due: Watch): Promise<boolean> {
  return store.asOrganisation(organisationId, (tx) => takeOver(tx, organisationId, due, now()))
}

async function carryOut(hub: OutboundHub, seen: Seen): Promise<Looked> {
  const { of, date } = seen
  const result = await runExport(hub, of)
  const { missing, nextAttemptAt } = await noteResult(hub, seen, result)
  return {
    ...LEFT,
    export: of.name,
    date,
    ...(result.runId === null ? { what: 'underWay' } : { ...result, what: 'ran' }),
    missing: [...seen.missing, ...missing],
    nextAttemptAt: instant(nextAttemptAt),
  }
}

/**
 * A run may take hours: what passed meanwhile is judged as well. Dates that it settled are settled now, not at the time that
 * the run kept to.
 */
async function noteResult(
  { store, now: clock }: OutboundHub,
  { of, timetable, date }: Seen,
  { runId, finding }: ExportResult,
): Promise<{ missing: Finding[]; nextAttemptAt: number | null }> {
  const now = clock()
  const missing: Finding[] = []
  let nextAttemptAt: number | null = null
  const { organisationId } = of
  await store.asOrganisation(organisationId, async (tx) => {
    const changed: Watch[] = []
    for (const before of await openWatches(tx, organisationId, of.id)) {
      const moments = timetable.of(before.date)
      const settledAt = before.settledAt === null || runId === null ? before.settledAt : now
      const judged = judge(before, moments, fileNameOf(of, before.date), settledAt, now)
      let { watch } = judged
      if (judged.missing !== null) missing.push(judged.missing)
      if (watch.date === date && settledAt === null) {
        if (runId === null) watch = afterNoAttempt(watch)
        else if (finding !== null) watch = afterAttempt(watch, moments, finding.code, now)
        nextAttemptAt = watch.nextAttemptAt
      }
      changed.push(watch)
    }
    await saveWatches(tx, organisationId, changed)
  })
  return { missing, nextAttemptAt }
}

function instant(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds)
}
