import type { Action, RecordKind } from '../domain/action.ts'
import { finding } from '../domain/finding.ts'
import type { MailIntent, Operation } from '../domain/operation.ts'
import type { Outcome } from '../domain/outcome.ts'
import { isRename, type Nature, natureOf } from '../domain/record-nature.ts'
import type { SiteState } from '../domain/site-state.ts'
import { type ForgottenKey, type Plan, type PlanContext, planInSteps } from '../planning/plan.ts'
import { refsOf } from '../planning/refs.ts'
import { loadState } from '../sites/load-state.ts'
import type { SiteReader } from '../sites/site.ts'
import type { Batch, BatchRecord, Remembered } from './batch.ts'
import { keyIndexOf } from './key-index.ts'
import type { Comparison, Forgotten, Memory } from './memory.ts'
import { nextTurn } from './next-turn.ts'
import type { Wants } from './wants.ts'

/** A chunk, planned: what goes to the site, to the memory and to the log. */
export interface PlannedChunk {
  /** By index into the chunk's records. */
  readonly outcomes: readonly Outcome[]
  readonly operations: readonly Operation[]
  readonly mails: readonly MailIntent[]
  readonly forgotten: Forgotten
  /** Records whose hash is to be remembered: of records of one key only the last accepted. */
  readonly remembered: readonly Remembered[]
  /** Indexes of these that a later record of the chunk changed already. */
  readonly staleAtOnce: ReadonlySet<number>
  /** By index into the records: 1 where it was passed over, as last applied. */
  readonly passed: Uint8Array
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
}

/** What there is to ask. */
export interface Sources {
  readonly site: SiteReader
  readonly memory: Pick<Memory, 'compare'>
}

/**
 * Some milliseconds of planning. The database's answers are waited for meanwhile, and it should not be kept waiting
 * for what it is told next.
 */
const STEP_ACTIONS = 200

/** Plans a chunk from what the site and the memory answer now. */
export async function planChunk(batch: Batch, sources: Sources, asking: Asking): Promise<PlannedChunk> {
  const planning = await ChunkPlanning.begin(batch, sources.memory, asking)
  for (;;) {
    await planning.load(sources.site)
    const chunk = await planning.plan()
    if (chunk !== null) return chunk
  }
}

/**
 * The planning of a chunk, in two strides: what must be asked of the database, and what needs nobody. Records whose
 * hash is as last applied are passed over, with three exceptions that keep this true: some are always asked again
 * (`domain/record-nature.ts`); so is a record whose key an earlier record of the chunk has; and so is one when something else
 * changed what it was about, since it was applied or earlier in the chunk. Of the last kind a `create` is no refused
 * duplicate: it was accepted before, and now makes the thing once more what it says.
 */
export class ChunkPlanning {
  readonly #batch: Batch
  readonly #asking: Asking
  readonly #asLastApplied: Uint8Array
  readonly #stale: Uint8Array
  readonly #passed: Uint8Array
  readonly #earlierOfKey: ReadonlyMap<number, number>
  #loaded: Loaded = NOTHING_LOADED

  static async begin(batch: Batch, memory: Sources['memory'], asking: Asking): Promise<ChunkPlanning> {
    const found = batch.keyed.length === 0 ? { differing: [], stale: [] } : await memory.compare(batch.keyed)
    return new ChunkPlanning(batch, found, asking)
  }

  private constructor(batch: Batch, { differing, stale }: Comparison, asking: Asking) {
    const { records, keyed } = batch
    this.#batch = batch
    this.#asking = asking
    this.#asLastApplied = new Uint8Array(records.length)
    this.#stale = new Uint8Array(records.length)
    this.#passed = new Uint8Array(records.length)
    for (const { index } of keyed) this.#asLastApplied[index] = 1
    for (const index of differing) this.#asLastApplied[index] = 0
    for (const index of stale) this.#stale[index] = 1
    this.#earlierOfKey = earlierOfSameKey(keyed)
    if (asking.verify) return
    for (const { index } of keyed) {
      this.#passed[index] =
        this.#asLastApplied[index] === 1 &&
        this.#stale[index] === 0 &&
        !this.#earlierOfKey.has(index) &&
        !natureOfRecord(records[index]!).alwaysAsked
          ? 1
          : 0
    }
  }

  /** The records that are not passed over: refused ones, and those of which the site will be asked. */
  *asked(): Generator<BatchRecord> {
    for (const [index, record] of this.#batch.records.entries()) if (this.#passed[index] === 0) yield record
  }

  /** Asks the site for what the records that are not passed over name. Nothing, for a chunk that is as it was. */
  async load(site: SiteReader): Promise<void> {
    const { kind, context } = this.#asking
    const { asked, actions, refs } = this.#wants()
    if (actions.length === 0) {
      this.#loaded = NOTHING_LOADED
      return
    }
    const { state, lastId } = await loadState(kind, refs ?? refsOf(actions, context.policy), site)
    this.#loaded = { asked, actions, state, lastId }
  }

  /** What the records that are not passed over ask for. Their names are given where they are known already. */
  #wants(): Pick<Wants, 'asked' | 'actions'> & Partial<Pick<Wants, 'refs'>> {
    const { verify, context } = this.#asking
    const { records, wants } = this.#batch
    if (wants !== undefined && !verify && !this.#asLastApplied.includes(1)) return wants
    const asked: number[] = []
    const actions: Action[] = []
    for (let index = 0; index < records.length; index++) {
      const record = records[index]!
      if (record.finding !== undefined || this.#passed[index] === 1) continue
      const action = record.action!
      asked.push(index)
      const repairs = verify || (this.#stale[index] === 1 && !context.policy.createOrUpdate)
      const again = this.#asLastApplied[index] === 1 && (repairs || isRename(action))
      actions.push(again ? onceMore(action) : action)
    }
    return { asked, actions }
  }

  /** Plans what was loaded. Null when a record changes what a later one, passed over until now, is about: load again. */
  async plan(): Promise<PlannedChunk | null> {
    const { asked, actions, state, lastId } = this.#loaded
    const { kind, context } = this.#asking
    let drafted = NOTHING
    if (state !== null) {
      const steps = planInSteps(kind, actions as never, state as never, context, STEP_ACTIONS)
      for (;;) {
        const step = steps.next()
        if (step.done === true) {
          drafted = step.value
          break
        }
        await nextTurn()
      }
    }
    const overtaken = recordsOvertaken(kind, drafted.forget, asked, this.#batch.keyed, this.#asLastApplied)
    for (const index of overtaken) this.#stale[index] = 1
    const missed = overtaken.filter((index) => this.#passed[index] === 1)
    for (const index of missed) this.#passed[index] = 0
    if (missed.length > 0) return null
    const chunk: Chunk = {
      kind,
      ...this.#batch,
      asLastApplied: this.#asLastApplied,
      stale: this.#stale,
      earlierOfKey: this.#earlierOfKey,
      passed: this.#passed,
      asked,
      drafted,
    }
    return { ...assemble(chunk), lastId: lastId() }
  }
}

interface Loaded extends Pick<Wants, 'asked' | 'actions'> {
  readonly state: SiteState | null
  readonly lastId: () => number
}

const NOTHING_LOADED: Loaded = { asked: [], actions: [], state: null, lastId: () => 0 }

const NOTHING: Plan = { outcomes: [], operations: [], mails: [], forget: [] }

/** What is known of a chunk once it is planned. Flags are by index into its records. */
interface Chunk {
  readonly kind: RecordKind
  readonly records: readonly BatchRecord[]
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
  if (action.kind === 'cohort') return { ...action, again: true }
  if ((action.kind === 'user' || action.kind === 'course') && action.verb === 'sync') {
    return { ...action, again: true }
  }
  const repairs = action.kind !== 'enrolment' && (action.verb === 'create' || action.verb === 'update')
  return repairs ? { ...action, again: true } : action
}

function natureOfRecord(record: BatchRecord): Nature {
  return record.nature ?? natureOf(record.action!)
}

/** Records that are as last applied, about something that an earlier record of the chunk changes. */
function recordsOvertaken(
  kind: RecordKind,
  forget: readonly ForgottenKey[],
  asked: readonly number[],
  keyed: readonly Remembered[],
  asLastApplied: Uint8Array,
): number[] {
  if (forget.length === 0 || !asLastApplied.includes(1)) return []
  const keys = keyIndexOf(keyed)
  const overtaken = new Set<number>()
  for (const forgotten of forget) {
    if (forgotten.kind !== kind) continue
    const cause = asked[forgotten.record]!
    for (const hit of keys.matching(forgotten.key, forgotten.prefix)) {
      if (hit > cause && asLastApplied[hit] === 1) overtaken.add(hit)
    }
  }
  return [...overtaken]
}

function assemble(chunk: Chunk): Omit<PlannedChunk, 'lastId'> {
  const { records, asked, drafted } = chunk
  const outcomes: Outcome[] = records.map(({ finding: why, isHeld }) =>
    why === undefined ? AS_LAST_APPLIED : { outcome: isHeld ? 'held' : 'rejected', did: 0, finding: why },
  )
  for (let at = 0; at < asked.length; at++) {
    const index = asked[at]!
    outcomes[index] = settled(drafted.outcomes[at]!, index, chunk, outcomes)
  }
  const allAsked = asked.length === records.length
  const ofRecords = <T extends { readonly record: number }>(items: readonly T[]): readonly T[] =>
    allAsked ? items : items.map((item) => ({ ...item, record: asked[item.record]! }))
  return {
    outcomes,
    operations: ofRecords(drafted.operations),
    mails: ofRecords(drafted.mails),
    passed: chunk.passed,
    ...settleMemory(chunk, outcomes),
  }
}

/**
 * Three refusals are none: a removal that was carried out before and finds nothing now; a record that was applied
 * before and whose namesakes in this chunk were all refused; and one that repeats, word for word, an accepted record
 * of the chunk, where nothing between them changed what they are about.
 */
function settled(planned: Outcome, index: number, chunk: Chunk, outcomes: readonly Outcome[]): Outcome {
  if (planned.outcome !== 'rejected') return planned
  const { asLastApplied, stale, earlierOfKey, records, keyed } = chunk
  if (asLastApplied[index] === 1 && natureOfRecord(records[index]!).removal) {
    return NOTHING_THERE.has(planned.finding!.code) ? AS_LAST_APPLIED : planned
  }
  for (let at = earlierOfKey.get(index); at !== undefined; at = earlierOfKey.get(at)) {
    if (outcomes[at]!.outcome === 'rejected') continue
    const repeats = hashOf(at, keyed) === hashOf(index, keyed) && !isOvertaken(at, index, chunk)
    return repeats ? AS_LAST_APPLIED : planned
  }
  const stands = asLastApplied[index] === 1 && stale[index] === 0 && earlierOfKey.has(index)
  return stands ? AS_LAST_APPLIED : planned
}

/** Whether a record between two of one key changed what they are about. */
function isOvertaken(from: number, to: number, { kind, records, asked, drafted }: Chunk): boolean {
  const key = records[to]!.key!
  return drafted.forget.some((forgotten) => {
    const by = asked[forgotten.record]!
    if (forgotten.kind !== kind || by <= from || by >= to) return false
    return forgotten.prefix ? key.startsWith(forgotten.key) : key === forgotten.key
  })
}

function hashOf(index: number, keyed: readonly Remembered[]): string | undefined {
  return keyed.find((record) => record.index === index)?.hash
}

/** No such user, no such course, no such place, no such role of that person there. */
const NOTHING_THERE: ReadonlySet<string> = new Set(['RB-2012', 'RB-3004', 'RB-4003', 'RB-4022'])

const NOTHING_FORGOTTEN: Forgotten = { exact: [], prefixes: [], rewritten: new Set() }

/** What to forget, and what to remember after it, as if the records had come one by one. */
function settleMemory(
  { kind, records, keyed, earlierOfKey, passed, asked, drafted }: Chunk,
  outcomes: readonly Outcome[],
): Pick<PlannedChunk, 'forgotten' | 'remembered' | 'staleAtOnce'> {
  // Of a first import nearly every chunk: no record has to do with another.
  if (drafted.forget.length === 0 && earlierOfKey.size === 0) {
    const accepted = keyed.filter(
      ({ index }) => passed[index] === 0 && outcomes[index]!.outcome !== 'rejected',
    )
    const remembered = accepted.length === keyed.length ? keyed : accepted
    return { forgotten: NOTHING_FORGOTTEN, remembered, staleAtOnce: new Set() }
  }
  const exact = new Map<string, ForgottenKey>()
  const prefixes = new Map<string, ForgottenKey>()
  const lastOfKey = new Map<string, number>()
  const staleAtOnce = new Set<number>()
  const byRecord = Map.groupBy(drafted.forget, ({ record }) => asked[record]!)
  const keys = byRecord.size > 0 ? keyIndexOf(keyed) : null
  for (let index = 0; index < records.length; index++) {
    if (passed[index] === 1) continue
    const { key } = records[index]!
    for (const forgotten of byRecord.get(index) ?? []) {
      const list = forgotten.prefix ? prefixes : exact
      list.set(`${forgotten.kind} ${forgotten.key}`, forgotten)
      if (forgotten.kind !== kind) continue
      for (const hit of keys!.matching(forgotten.key, forgotten.prefix)) {
        if (hit < index) staleAtOnce.add(hit)
      }
    }
    if (key !== null && outcomes[index]!.outcome !== 'rejected') lastOfKey.set(key, index)
  }
  const last = new Set(lastOfKey.values())
  return {
    forgotten: {
      exact: [...exact.values()],
      prefixes: [...prefixes.values()],
      rewritten: new Set(lastOfKey.keys()),
    },
    remembered: last.size === keyed.length ? keyed : keyed.filter(({ index }) => last.has(index)),
    staleAtOnce,
  }
}
