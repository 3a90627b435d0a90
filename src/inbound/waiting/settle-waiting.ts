import type { Action } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { lacksParent, wantedBy } from '../../domain/waiting.ts'
import type { Batch } from '../batch.ts'
import type { Run, RunFile } from '../run-row.ts'
import type { Waits } from './run-context.ts'
import { isWaitingFile } from './waiting-file.ts'

/** A record that begins to wait. Plain data: an intent keeps it. */
export interface BeginsToWait {
  readonly key: string
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

/** What a chunk changes of the records that wait. */
export interface WaitingChanges {
  readonly begin: readonly BeginsToWait[]
  /** Keys of those that wait no longer: they have another outcome, or a later record took their place. */
  readonly end: readonly string[]
  /** Those that were taken up once more and go on waiting, with why. */
  readonly goOn: readonly { readonly key: string; readonly finding: Finding }[]
}

export const NOTHING_WAITS: WaitingChanges = { begin: [], end: [], goOn: [] }

/**
 * Of the records of a chunk that were refused only because somebody or something is not there: they wait instead, where
 * the feed says so. Of records of one key the last one counts. One that was refused for another reason changes nothing
 * for an earlier one that waits; one that takes something away ends its waiting, also when it finds nothing.
 */
export function settleWaiting(
  run: Pick<Run, 'now'>,
  file: RunFile,
  { records, keyed }: Batch,
  planned: readonly Outcome[],
  waits: Waits,
): { readonly outcomes: readonly Outcome[]; readonly waiting: WaitingChanges } {
  if (file.kind !== 'enrolment' || (waits.forMs === 0 && !waits.open)) {
    return { outcomes: planned, waiting: NOTHING_WAITS }
  }
  const isRetry = isWaitingFile(file)
  const wanted = new Map<number, readonly string[]>()
  const last = new Map<string, number>()
  const outcomes = planned.map((outcome, index): Outcome => {
    const { key, action } = records[index]!
    if (key === null || outcome.outcome === 'held') return outcome
    const names = lacksParent(outcome) && action !== undefined ? wantedBy(action) : null
    if (waits.forMs > 0 && names !== null && names.length > 0) {
      wanted.set(index, names)
      last.set(key, index)
      return { ...outcome, outcome: 'waiting' }
    }
    const isRemoval = names?.length === 0
    if (isRetry || isRemoval || outcome.outcome !== 'rejected') last.set(key, index)
    return outcome
  })

  const hashes = new Map(keyed.map(({ index, hash }) => [index, hash]))
  const begin: BeginsToWait[] = []
  const end: string[] = []
  const goOn: { key: string; finding: Finding }[] = []
  for (const [key, index] of last) {
    const names = wanted.get(index)
    const finding = outcomes[index]!.finding!
    const { line, label = null, action } = records[index]!
    if (names === undefined) end.push(key)
    else if (isRetry) goOn.push({ key, finding })
    else {
      const times = { since: instant(run.now), until: instant(run.now + waits.forMs) }
      const hash = hashes.get(index)!
      begin.push({ key, line, label, hash, action: action!, finding, wanted: names, ...times })
    }
  }
  const waiting = { begin, end: waits.open ? end : [], goOn }
  waits.open ||= begin.length > 0
  return { outcomes, waiting }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
