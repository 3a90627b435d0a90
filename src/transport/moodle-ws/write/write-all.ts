import type { MoodleWs } from '../client.ts'
import type { ParameterValue } from '../parameters.ts'
import { Budget } from '../retry.ts'
import { type Delivery, deliver } from './deliver.ts'
import { WRITE_FUNCTIONS, type WriteFunction, type WriteFunctionName } from './functions.ts'
import { type Item, type ItemResult, makeItem } from './item.ts'
import { Pending } from './pending.ts'
import { SETTLE_LIMITS, type Seen, type SettleLimits } from './settle.ts'

export interface WriteOptions<T> {
  /** What the function takes of a record. */
  parameters(item: T): ParameterValue
  /**
   * Names of what a record touches, such as `user:7` and `course:3`: no two calls under way share one. Records with
   * the same first key keep their order and travel together.
   */
  keys(item: T): readonly string[]
  /**
   * What holds on the server, for each of the records in their order. Called after time-outs and their like, with
   * `read` of the same site; a WsFailure that it throws leaves the records `unknown`.
   */
  look(items: readonly T[]): Promise<readonly Seen[]>
  readonly settle?: SettleLimits
}

/**
 * Writes records by one function, in batches, a few at a time: one result for each record, in their order. Never
 * rejects for what the site does; only one `writeAll` of a site may be under way, since keys are held within it.
 */
export async function writeAll<T>(
  ws: MoodleWs,
  name: WriteFunctionName,
  items: readonly T[],
  options: WriteOptions<T>,
): Promise<readonly ItemResult[]> {
  const fn: WriteFunction = WRITE_FUNCTIONS[name]
  const pending = new Pending(
    name,
    fn,
    ws.sizes,
    items.map((item, i) => makeItem(fn, i, options.parameters(item), options.keys(item))),
  )
  const delivery: Delivery = {
    ws,
    name,
    fn,
    look: (asked) => options.look(asked.map(({ index }) => items[index]!)),
    settle: options.settle ?? SETTLE_LIMITS,
    budget: new Budget(ws.retry.budgetMs),
    stopped: null,
  }
  const results: ItemResult[] = []
  await sendBatches(delivery, pending, results)
  for (const { index } of pending.drain()) {
    results[index] = { result: 'postponed', finding: delivery.stopped! }
  }
  return results
}

/** Ends when nothing is left to send and nothing under way, or with the first error that is none of the site's. */
async function sendBatches(delivery: Delivery, pending: Pending, results: ItemResult[]): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const errors: unknown[] = []

  async function send(batch: readonly Item[]): Promise<void> {
    try {
      const told = await deliver(delivery, batch)
      for (const [i, { index }] of batch.entries()) results[index] = told[i]!
    } catch (error) {
      errors.push(error)
    } finally {
      pending.release(batch)
    }
  }

  for (;;) {
    while (underWay.size < delivery.ws.lanes && delivery.stopped === null && errors.length === 0) {
      const batch = pending.take()
      if (batch.length === 0) break
      const sent: Promise<void> = send(batch).finally(() => underWay.delete(sent))
      underWay.add(sent)
    }
    if (underWay.size === 0) break
    await Promise.race(underWay)
  }
  if (errors.length > 0) throw errors[0]
}
