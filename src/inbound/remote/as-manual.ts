import type { Action } from '../../domain/action.ts'
import { formatNamed } from '../../formats/registry.ts'
import type { Batch, BatchRecord } from '../batch.ts'
import type { Run } from '../run-row.ts'

/** The only method of enrolment that web services know. */
const MANUAL = 'manual'

/**
 * Formats that keep enrolments of a method of their own enrol by hand on a server: it knows no other way, and does not tell
 * by which way somebody came.
 */
export function asManual({ format }: Pick<Run, 'format'>, batch: Batch): Batch {
  if (formatNamed(format).method === undefined) return batch
  return {
    ...batch,
    records: batch.records.map((record): BatchRecord => {
      const { action } = record
      return action === undefined ? record : { ...record, action: byHand(action) }
    }),
  }
}

function byHand(action: Action): Action {
  if (action.kind !== 'enrolment') return action
  switch (action.verb) {
    case 'enrol':
    case 'end':
      return { ...action, method: MANUAL }
    case 'several':
      return { ...action, of: action.of.map((one) => ({ ...one, method: MANUAL })) }
    default:
      return action
  }
}
