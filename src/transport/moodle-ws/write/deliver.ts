import { type Finding, finding } from '../../../domain/finding.ts'
import type { MoodleWs } from '../client.ts'
import type { CallNamed } from '../exceptions.ts'
import { ROW_NOT_WRITTEN, WsFailure } from '../failure.ts'
import { encode, type Parameters } from '../parameters.ts'
import { type Budget, backOff } from '../retry.ts'
import { secretsOf } from '../secrets.ts'
import type { WriteFunction } from './functions.ts'
import { extentOf, type Item, type ItemResult } from './item.ts'
import { readAnswer } from './read-answer.ts'
import { type Seen, type SettleLimits, settle, waits } from './settle.ts'

/** What Moodle says of a result that does not fit its own description; a password against the policy makes one. */
const INVALID =
  'Invalid response value detected. Nothing of it was stored; often a password breaks the policy'

/** Times that a lone record is sent again whose row was not written: whoever stood in its way is done by then. */
const ATTEMPTS_TO_WRITE = 4

/** Everything that the batches of one `writeAll` share. */
export interface Delivery {
  readonly ws: MoodleWs
  readonly name: string
  readonly fn: WriteFunction
  /** What holds on the server of these records, in their order. */
  look(items: readonly Item[]): Promise<readonly Seen[]>
  readonly settle: SettleLimits
  readonly budget: Budget
  /** Why nothing more is to be sent, once there is a reason. */
  stopped: Finding | null
}

/** What is known of a batch before it is sent. */
interface Past {
  /** Times that it was sent again. */
  readonly attempts: number
  /** Times that its row was not written while it stood alone. */
  readonly unwritten: number
  /** An earlier call may have done it, so a refusal can mean that it is there already. */
  readonly doubt: boolean
}

/**
 * Brings a batch to its end, one result for each record.
 *
 * - An answer tells of each record, or the server is asked.
 * - A refusal of the whole splits the batch by halves, until the guilty record stands alone with its error. When
 *   nobody is guilty, the batch was too large, and how much was taken is remembered. What may be the fault of another
 *   call is tried again.
 * - A call that the server did not look at is sent again, with growing waits.
 * - A call of which nobody knows is settled by waiting and looking. What is not there is sent again, in halves.
 */
export async function deliver(delivery: Delivery, items: readonly Item[]): Promise<readonly ItemResult[]> {
  return attempt(delivery, items, { attempts: 0, unwritten: 0, doubt: false })
}

async function attempt(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
): Promise<readonly ItemResult[]> {
  const { ws, name, fn, stopped } = delivery
  // Another batch may have met a limit, or the end, since this one was put together.
  if (stopped) return undone(delivery, items, past, 'postponed', stopped)
  if (items.length > 1 && !ws.sizes.fits(extentOf(items))) return inHalves(delivery, items, past)
  const parameters: Parameters = { [fn.list]: items.map(({ value }) => value) }
  let answer: unknown
  try {
    answer = await ws.call(name, parameters)
  } catch (error) {
    if (error instanceof WsFailure) return afterFailure(delivery, items, past, error)
    throw error
  }
  const reading = readAnswer(fn, items, answer, callNamed(delivery, parameters))
  if (reading === 'apart') return inHalves(delivery, items, { ...past, doubt: true })
  if (reading !== 'look') return withoutFalseRefusals(delivery, items, reading, past)
  // Fewer results than records: some were cut off on the way.
  if (Array.isArray(answer) && answer.length < items.length) {
    ws.sizes.noMoreFields(Math.floor(extentOf(items).fields / 2))
  }
  const failure = new WsFailure(
    finding('RB-9014', { host: ws.host, function: name, reason: 'the result does not fit the records' }),
    { kind: 'uncertain', ended: true },
  )
  return afterUncertainty(delivery, items, past, failure)
}

async function afterFailure(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
  failure: WsFailure,
): Promise<readonly ItemResult[]> {
  const { ws, fn, budget } = delivery
  switch (failure.kind) {
    case 'configuration':
      return stop(delivery, items, past, failure)
    case 'retryable': {
      if (past.attempts >= ws.retry.attempts)
        return undone(delivery, items, past, 'postponed', failure.finding)
      const ms = backOff(past.attempts, failure, ws.retry, ws.chance.random)
      if (!budget.spend(ms)) return stop(delivery, items, past, failure)
      await ws.chance.sleep(ms)
      return attempt(delivery, items, { ...past, attempts: past.attempts + 1 })
    }
    case 'uncertain':
      return afterUncertainty(delivery, items, past, failure)
    case 'refused':
      if (fn.siteWide && failure.errorcode === 'nopermissions') return stop(delivery, items, past, failure)
      return afterRefusal(delivery, items, past, failure)
  }
}

async function afterRefusal(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
  failure: WsFailure,
): Promise<readonly ItemResult[]> {
  const { sizes, retry, chance } = delivery.ws
  if (failure.tooLarge) sizes.tooManyBytes(extentOf(items).bytes)
  const doubt = past.doubt || delivery.fn.inPart === true
  if (items.length === 1) {
    if (failure.errorcode !== ROW_NOT_WRITTEN || past.unwritten >= ATTEMPTS_TO_WRITE)
      return undone(delivery, items, { ...past, doubt }, 'refused', failure.finding)
    await chance.sleep(backOff(0, failure, retry, chance.random))
    return attempt(delivery, items, { ...past, unwritten: past.unwritten + 1, doubt })
  }
  const results = await inHalves(delivery, items, { ...past, doubt })
  const nobodyIsGuilty = !past.doubt && results.every(({ result }) => result === 'done')
  // A call that is cut lacks the name of its function, and that is `invalidparameter`.
  if (nobodyIsGuilty && failure.errorcode === 'invalidparameter') {
    sizes.noMoreFields(Math.max(...halves(items).map((half) => extentOf(half).fields)))
  }
  return results
}

/** Settles by looking; what is not there is sent again, if it may. */
async function afterUncertainty(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
  failure: WsFailure,
): Promise<readonly ItemResult[]> {
  const { ws, name, fn, budget } = delivery
  if (failure.stored && fn.answer === 'nothing') return items.map(() => ({ result: 'done', id: null }))
  if (!failure.ended) ws.sizes.tooSlow(name, fn.size, items.length)
  const times = waits(failure.ended, delivery.settle)
  const seen = await settle(() => delivery.look(items), times, ws.chance.sleep)
  if (seen === null) return items.map(() => ({ result: 'unknown', finding: failure.finding }))
  const missing = items.filter((_, i) => !seen[i]!.done)
  if (missing.length === 0) return merge(seen, [])
  const parts = { host: ws.host, function: name, reason: failure.finding.message }
  // Moodle has answered, and it answers the same to the same record.
  if (missing.length === 1 && failure.errorcode === 'invalidresponse') {
    return merge(seen, [{ result: 'refused', finding: finding('RB-9025', { ...parts, answer: INVALID }) }])
  }
  const notThere = finding('RB-9027', parts)
  const again = { ...past, attempts: past.attempts + 1, doubt: true }
  const pause = backOff(past.attempts, failure, ws.retry, ws.chance.random)
  if (!budget.spend(times.reduce((sum, wait) => sum + wait, pause))) {
    delivery.stopped ??= finding('RB-9028', parts)
    return merge(seen, await undone(delivery, missing, again, 'postponed', notThere))
  }
  if (missing.length === 1 && past.attempts >= ws.retry.attempts) {
    return merge(seen, [{ result: 'postponed', finding: notThere }])
  }
  if (failure.ended) await ws.chance.sleep(pause)
  return merge(seen, await inHalves(delivery, missing, again))
}

/** What is seen to be done is done; the others have the results, in their order. */
function merge(seen: readonly Seen[], others: readonly ItemResult[]): ItemResult[] {
  let next = 0
  return seen.map((one) => (one.done ? { result: 'done', id: one.id } : others[next++]!))
}

async function inHalves(delivery: Delivery, items: readonly Item[], past: Past): Promise<ItemResult[]> {
  if (items.length === 1) return [...(await attempt(delivery, items, past))]
  const [left, right] = halves(items)
  return [...(await attempt(delivery, left, past)), ...(await attempt(delivery, right, past))]
}

function halves(items: readonly Item[]): [readonly Item[], readonly Item[]] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

/** Nothing more is sent: whatever comes next would fail likewise. */
async function stop(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
  { finding }: WsFailure,
): Promise<readonly ItemResult[]> {
  delivery.stopped ??= finding
  return undone(delivery, items, past, 'postponed', finding)
}

/** The last word on records that were not done; where an earlier call may have done them, the server has it. */
async function undone(
  delivery: Delivery,
  items: readonly Item[],
  past: Past,
  result: 'refused' | 'postponed',
  finding: Finding,
): Promise<readonly ItemResult[]> {
  const results = items.map((): ItemResult => ({ result, finding }))
  return withoutFalseRefusals(delivery, items, results, past)
}

async function withoutFalseRefusals(
  delivery: Delivery,
  items: readonly Item[],
  results: readonly ItemResult[],
  { doubt }: Past,
): Promise<readonly ItemResult[]> {
  const at = results.flatMap(({ result }, i) => (result === 'done' ? [] : [i]))
  if (!doubt || at.length === 0) return results
  const seen = await settle(() => delivery.look(at.map((i) => items[i]!)), [0], delivery.ws.chance.sleep)
  return results.map((result, i): ItemResult => {
    const place = at.indexOf(i)
    if (place < 0 || result.result === 'done') return result
    if (seen === null) return { result: 'unknown', finding: result.finding }
    const one = seen[place]!
    return one.done ? { result: 'done', id: one.id } : result
  })
}

function callNamed({ ws, name }: Delivery, parameters: Parameters): CallNamed {
  return { host: ws.host, function: name, secrets: secretsOf(encode(parameters)) }
}
