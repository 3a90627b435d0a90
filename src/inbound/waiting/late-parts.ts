import type { Outcome } from '../../domain/outcome.ts'
import { recordKey } from '../../domain/record-key.ts'
import { wantedBy } from '../../domain/waiting.ts'
import type { Batch } from '../batch.ts'
import type { BeginsToWait } from './settle-waiting.ts'

/**
 * The enrolments that records of users ask for besides, in courses that are not there: they wait by themselves, as if an
 * enrolment file had brought them. Of several for one person, course and role the last one counts.
 */
export function latePartsOf(
  { records, keyed }: Batch,
  planned: readonly Outcome[],
  times: Pick<BeginsToWait, 'since' | 'until'>,
): BeginsToWait[] {
  const begin = new Map<string, BeginsToWait>()
  const hashes = new Map(keyed.map(({ index, hash }) => [index, hash]))
  for (const [index, { lacking = [] }] of planned.entries()) {
    const { line, label = null } = records[index]!
    const hash = hashes.get(index)
    if (hash === undefined) continue
    for (const { action, finding } of lacking) {
      const key = recordKey(action)!
      begin.set(key, {
        key,
        follows: false,
        line,
        label,
        hash,
        action,
        finding,
        wanted: wantedBy(action),
        ...times,
      })
    }
  }
  return [...begin.values()]
}
