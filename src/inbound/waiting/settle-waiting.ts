import type { Action } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { lacksParent, wantedBy } from '../../domain/waiting.ts'
import type { Batch } from '../batch.ts'
import type { Run, RunFile } from '../run-row.ts'
import { latePartsOf } from './late-parts.ts'
import type { Waits } from './run-context.ts'
import { isWaitingFile } from './waiting-file.ts'

/** A record that begins to wait. Plain data: an intent keeps it. */
export interface BeginsToWait {
  readonly key: string
  /** It waits behind another record of its key, which it builds upon. */
  readonly follows: boolean
  readonly line: number
  readonly label: string | null
  /** 32 hex digits. */
  readonly hash: string
  readonly action: Action
  readonly finding: Finding
  readonly wanted: readonly string[]
  /** ISO instants. */
  readonly since: string
  readonly until: string
}

/** A record that waits. */
type Place = Pick<BeginsToWait, 'key' | 'follows'>

/** What a chunk changes of the records that wait. */
export interface WaitingChanges {
  /** Keys of which nothing waits any longer: a later record has another outcome, or takes something away. */
  readonly endAll: readonly string[]
  /** Records that wait no longer, while another of their key may. */
  readonly end: readonly Place[]
  readonly begin: readonly BeginsToWait[]
  /** Those that were taken up once more and go on waiting, with why. */
  readonly goOn: readonly (Place & { readonly finding: Finding })[]
}

const NOTHING_WAITS: WaitingChanges = { endAll: [], end: [], begin: [], goOn: [] }

/** What becomes of the records of one key: the index of one that waits, or null for none. Absent: it stays as it is. */
interface OfKey {
  whole?: number | null
  follower?: number | null
}

/**
 * Of the records of a chunk that were refused only because somebody or something is not there: they wait instead, where
 * the feed says so, and a later one takes the place of an earlier one of its key. An `update` waits behind what it builds
 * upon. What was refused for another reason changes nothing for one that waits; what takes something away ends its
 * waiting, also when it finds nothing. Of records of users only what they ask for besides may wait.
 */
export function settleWaiting(
  run: Pick<Run, 'now'>,
  file: RunFile,
  batch: Batch,
  planned: readonly Outcome[],
  waits: Waits,
): { readonly outcomes: readonly Outcome[]; readonly waiting: WaitingChanges } {
  const times = { since: instant(run.now), until: instant(run.now + waits.forMs) }
  if (file.kind === 'user' && waits.forMs > 0) {
    const begin = latePartsOf(batch, planned, times)
    waits.open ||= begin.length > 0
    return { outcomes: planned, waiting: { ...NOTHING_WAITS, begin } }
  }
  if (file.kind !== 'enrolment' || (waits.forMs === 0 && !waits.open)) {
    return { outcomes: planned, waiting: NOTHING_WAITS }
  }
  const { records } = batch
  const isRetry = isWaitingFile(file)
  const wanted = new Map<number, readonly string[]>()
  const ofKeys = new Map<string, OfKey>()
  const end: Place[] = []
  const goOn: (Place & { finding: Finding })[] = []
  const outcomes = planned.map((outcome, index): Outcome => {
    const { key, action, follows = false } = records[index]!
    if (key === null || outcome.outcome === 'held') return outcome
    const names = lacksParent(outcome) && action !== undefined ? wantedBy(action) : null
    const isWaiting = waits.forMs > 0 && names !== null && names.length > 0
    const isRemoval = names?.length === 0
    if (isRetry) {
      if (isWaiting) goOn.push({ key, follows, finding: outcome.finding! })
      else end.push({ key, follows })
    } else if (isWaiting) {
      wanted.set(index, names)
      if (action!.verb === 'update') ofKeys.set(key, { ...ofKeys.get(key), follower: index })
      else ofKeys.set(key, { whole: index, follower: null })
    } else if (isRemoval || outcome.outcome !== 'rejected') ofKeys.set(key, { whole: null, follower: null })
    return isWaiting ? { ...outcome, outcome: 'waiting' } : outcome
  })

  const begin: BeginsToWait[] = []
  const endAll: string[] = []
  const hashes = new Map(wanted.size > 0 ? batch.keyed.map(({ index, hash }) => [index, hash]) : [])
  const add = (key: string, follows: boolean, index: number) => {
    const { line, label = null, action } = records[index]!
    const { finding } = outcomes[index]!
    const own = { line, label, hash: hashes.get(index)!, action: action!, finding: finding! }
    begin.push({ key, follows, ...own, wanted: wanted.get(index)!, ...times })
  }
  for (const [key, { whole, follower }] of ofKeys) {
    if (whole === null) endAll.push(key)
    else if (follower === null) end.push({ key, follows: true })
    if (typeof whole === 'number') add(key, false, whole)
    if (typeof follower === 'number') add(key, true, follower)
  }
  const waiting = waits.open ? { endAll, end, begin, goOn } : { ...NOTHING_WAITS, begin }
  waits.open ||= begin.length > 0
  return { outcomes, waiting }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
