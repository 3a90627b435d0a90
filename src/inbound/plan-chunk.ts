import { type Action, IDENTIFYING_FIELDS, type RecordKind } from '../domain/action.ts'
import { finding } from '../domain/finding.ts'
import type { MailIntent, Operation } from '../domain/operation.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { SourceRecord } from '../formats/format.ts'
import { type ForgottenKey, type Plan, type PlanContext, plan } from '../planning/plan.ts'
import { refsOf } from '../planning/refs.ts'
import { loadState } from '../sites/load-state.ts'
import type { SiteReader } from '../sites/site.ts'
import { KeyIndex } from './key-index.ts'
import type { Forgotten, Memory, Remembered } from './memory.ts'
import type { Newcomers } from './newcomers.ts'

/** A chunk, planned: what goes to the site, to the memory and to the log. */
export interface PlannedChunk {
  /** By index into the chunk's records. */
  readonly outcomes: readonly Outcome[]
  readonly operations: readonly Operation[]
  readonly mails: readonly MailIntent[]
  readonly forgotten: Forgotten
  /** Indexes of the records whose hash is to be remembered: of records of one key only the last accepted. */
  readonly remembered: readonly number[]
  /** Of these, what a later record of the chunk changed already. */
  readonly staleAtOnce: ReadonlySet<number>
  readonly lastId: number
}

/** Records that are as last applied stop here: nothing of them is loaded or planned. */
const AS_LAST_APPLIED: Outcome = { outcome: 'unchanged', did: 0, finding: finding('RB-2018') }

/** How a run looks at its records. */
export interface Asking {
  readonly kind: RecordKind
  /** Ask the site about every record, also those that are as last applied, and repair what differs. */
  readonly verify: boolean
  readonly context: PlanContext
  readonly hashRecord: (text: string) => string
  /** Where a first import fills an empty site: what need not be asked. */
  readonly newcomers: Newcomers | null
  /** Called when the database has something to do and this process has not. */
  readonly whileWaiting?: () => void
}

/**
 * Plans a chunk. Records whose hash is as last applied are passed over, with three exceptions that keep this true:
 * some are always asked again (`isAlwaysAsked`); so is a record whose key an earlier record of the chunk has; and so is
 * one when something else changed what it was about, since it was applied or earlier in the chunk. Of the last kind a
 * `create` is no refused duplicate: it was accepted before, and now makes the thing once more what it says.
 */
export async function planChunk(
  records: readonly SourceRecord[],
  site: SiteReader,
  memory: Memory,
  asking: Asking,
): Promise<PlannedChunk> {
  const reader = asking.newcomers?.reader(site) ?? site
  const keyed: Remembered[] = []
  for (const [index, { key, text, action }] of records.entries()) {
    if (action !== undefined && key !== null) keyed.push({ index, key, hash: asking.hashRecord(text) })
  }
  const asLastApplied = new Uint8Array(records.length)
  const stale = new Uint8Array(records.length)
  if (keyed.length > 0) {
    for (const { index } of keyed) asLastApplied[index] = 1
    const asked = asking.newcomers?.maybeRemembered(keyed) ?? keyed
    const found = await memory.compare(keyed, asked, asking.whileWaiting)
    for (const index of found.differing) asLastApplied[index] = 0
    for (const index of found.stale) stale[index] = 1
  }
  const earlierOfKey = earlierOfSameKey(keyed)
  const passed = new Uint8Array(records.length)
  if (!asking.verify) {
    for (const { index } of keyed) {
      passed[index] =
        asLastApplied[index] === 1 &&
        stale[index] === 0 &&
        !earlierOfKey.has(index) &&
        !isAlwaysAsked(records[index]!)
          ? 1
          : 0
    }
  }

  for (;;) {
    const asked: number[] = []
    const actions: Action[] = []
    for (const [index, { action }] of records.entries()) {
      if (action === undefined || passed[index] === 1) continue
      asked.push(index)
      const repairs = asking.verify || (stale[index] === 1 && !asking.context.policy.createOrUpdate)
      const again = asLastApplied[index] === 1 && (repairs || isRename(action))
      actions.push(again ? onceMore(action) : action)
    }
    const { drafted, lastId } = await planActions(actions, reader, asking)
    const overtaken = recordsOvertaken(asking.kind, drafted.forget, asked, keyed, asLastApplied)
    for (const index of overtaken) stale[index] = 1
    const missed = overtaken.filter((index) => passed[index] === 1)
    if (missed.length === 0) {
      const chunk: Chunk = {
        asking,
        records,
        keyed,
        asLastApplied,
        stale,
        earlierOfKey,
        passed,
        asked,
        drafted,
      }
      return { ...assemble(chunk), lastId }
    }
    for (const index of missed) passed[index] = 0
  }
}

async function planActions(
  actions: readonly Action[],
  site: SiteReader,
  { kind, context }: Asking,
): Promise<{ drafted: Plan; lastId: number }> {
  // Nothing is asked of the site for a chunk that is as it was.
  if (actions.length === 0) return { drafted: NOTHING, lastId: 0 }
  const { state, lastId } = await loadState(kind, refsOf(actions, context.policy), site)
  return { drafted: plan(kind, actions as never, state as never, context), lastId: lastId() }
}

const NOTHING: Plan = { outcomes: [], operations: [], mails: [], forget: [] }

/** What is known of a chunk once it is planned. Flags are by index into its records. */
interface Chunk {
  readonly asking: Asking
  readonly records: readonly SourceRecord[]
  readonly keyed: readonly Remembered[]
  readonly asLastApplied: Uint8Array
  readonly stale: Uint8Array
  readonly earlierOfKey: ReadonlyMap<number, number>
  readonly passed: Uint8Array
  /** Index of each planned action's record. */
  readonly asked: readonly number[]
  readonly drafted: Plan
}

/** For a record whose key an earlier record of the chunk has: the index of the nearest such. */
function earlierOfSameKey(keyed: readonly Remembered[]): ReadonlyMap<number, number> {
  const last = new Map<string, number>()
  const earlier = new Map<number, number>()
  for (const { index, key } of keyed) {
    const before = last.get(key)
    if (before !== undefined) earlier.set(index, before)
    last.set(key, index)
  }
  return earlier
}

function onceMore(action: Action): Action {
  const repairs = action.kind !== 'enrolment' && (action.verb === 'create' || action.verb === 'update')
  return repairs ? { ...action, again: true } : action
}

/**
 * What was remembered of these does not tell whether they still hold. A removal's thing may have come back; a role over
 * a person may have ended with that person, and the key starts with the other one; and a rename is remembered under the
 * name that its person no longer has.
 */
function isAlwaysAsked(record: SourceRecord): boolean {
  const { action } = record
  if (action === undefined) return false
  return (
    isRemoval(record) || isRename(action) || (action.kind === 'enrolment' && action.fields.context === 'user')
  )
}

function isRename(action: Action): boolean {
  if (action.kind !== 'user' || action.verb !== 'update' || action.find === undefined) return false
  return IDENTIFYING_FIELDS.some((field) => action.fields[field] !== undefined)
}

function isRemoval({ action }: SourceRecord): boolean {
  return action?.verb === 'delete'
}

/** Records that are as last applied, about something that an earlier record of the chunk changes. */
function recordsOvertaken(
  kind: RecordKind,
  forget: readonly ForgottenKey[],
  asked: readonly number[],
  keyed: readonly Remembered[],
  asLastApplied: Uint8Array,
): number[] {
  if (forget.length === 0) return []
  const standing = keyed.filter(({ index }) => asLastApplied[index] === 1)
  if (standing.length === 0) return []
  const keys = new KeyIndex(standing)
  const overtaken = new Set<number>()
  for (const forgotten of forget) {
    if (forgotten.kind !== kind) continue
    const cause = asked[forgotten.record]!
    for (const hit of keys.matching(forgotten.key, forgotten.prefix)) if (hit > cause) overtaken.add(hit)
  }
  return [...overtaken]
}

function assemble(chunk: Chunk): Omit<PlannedChunk, 'lastId'> {
  const { records, asked, drafted } = chunk
  const outcomes: Outcome[] = records.map(({ finding: why }) =>
    why === undefined ? AS_LAST_APPLIED : { outcome: 'rejected', did: 0, finding: why },
  )
  for (const [at, index] of asked.entries())
    outcomes[index] = settled(drafted.outcomes[at]!, index, chunk, outcomes)
  const ofRecords = <T extends { readonly record: number }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, record: asked[item.record]! }))
  return {
    outcomes,
    operations: ofRecords(drafted.operations),
    mails: ofRecords(drafted.mails),
    ...settleMemory(chunk, outcomes),
  }
}

/**
 * Three refusals are none: a removal that was carried out before and finds nothing now; a record that was applied
 * before and whose namesakes in this chunk were all refused; and one that repeats, word for word, an accepted record
 * of the chunk.
 */
function settled(planned: Outcome, index: number, chunk: Chunk, outcomes: readonly Outcome[]): Outcome {
  if (planned.outcome !== 'rejected') return planned
  const { asLastApplied, stale, earlierOfKey, records } = chunk
  if (asLastApplied[index] === 1 && isRemoval(records[index]!)) {
    return NOTHING_THERE.has(planned.finding!.code) ? AS_LAST_APPLIED : planned
  }
  for (let at = earlierOfKey.get(index); at !== undefined; at = earlierOfKey.get(at)) {
    if (outcomes[at]!.outcome === 'rejected') continue
    return records[at]!.text === records[index]!.text ? AS_LAST_APPLIED : planned
  }
  const stands = asLastApplied[index] === 1 && stale[index] === 0 && earlierOfKey.has(index)
  return stands ? AS_LAST_APPLIED : planned
}

/** No such user, no such course, no such place, no such role of that person there. */
const NOTHING_THERE: ReadonlySet<string> = new Set(['RB-2012', 'RB-3004', 'RB-4003', 'RB-4022'])

/** What to forget, and what to remember after it, as if the records had come one by one. */
function settleMemory(
  { asking, records, keyed, passed, asked, drafted }: Chunk,
  outcomes: readonly Outcome[],
): Pick<PlannedChunk, 'forgotten' | 'remembered' | 'staleAtOnce'> {
  const exact = new Map<string, ForgottenKey>()
  const prefixes = new Map<string, ForgottenKey>()
  const lastOfKey = new Map<string, number>()
  const staleAtOnce = new Set<number>()
  const byRecord = Map.groupBy(drafted.forget, ({ record }) => asked[record]!)
  const keys = byRecord.size > 0 ? new KeyIndex(keyed) : null
  for (const [index, { key }] of records.entries()) {
    if (passed[index] === 1) continue
    for (const forgotten of byRecord.get(index) ?? []) {
      const list = forgotten.prefix ? prefixes : exact
      list.set(`${forgotten.kind} ${forgotten.key}`, forgotten)
      if (forgotten.kind !== asking.kind) continue
      for (const hit of keys!.matching(forgotten.key, forgotten.prefix)) {
        if (hit < index) staleAtOnce.add(hit)
      }
    }
    if (key !== null && outcomes[index]!.outcome !== 'rejected') lastOfKey.set(key, index)
  }
  return {
    forgotten: {
      exact: [...exact.values()],
      prefixes: [...prefixes.values()],
      rewritten: new Set(lastOfKey.keys()),
    },
    remembered: [...lastOfKey.values()],
    staleAtOnce,
  }
}
