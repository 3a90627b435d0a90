import type { Action } from '../domain/action.ts'
import type { Policy } from '../domain/policy.ts'
import type { Refs } from '../domain/refs.ts'
import { refsOf } from '../planning/refs.ts'
import type { BatchRecord } from './batch.ts'

/** What records of a chunk ask for, and all that their actions name. */
export interface Wants {
  /** Index of each action's record. */
  readonly asked: readonly number[]
  readonly actions: readonly Action[]
  readonly refs: Refs
}

/** Of all records that were not refused. */
export function wantsOfAll(records: readonly BatchRecord[], policy: Policy): Wants {
  const asked: number[] = []
  const actions: Action[] = []
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!
    if (record.finding !== undefined) continue
    asked.push(index)
    actions.push(record.action!)
  }
  return { asked, actions, refs: refsOf(actions, policy) }
}
