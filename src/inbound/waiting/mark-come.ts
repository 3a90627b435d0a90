import { sql } from 'kysely'
import type { Operation } from '../../domain/operation.ts'
import { courseKeys, personKeys } from '../../domain/record-key.ts'
import { categoryWanted } from '../../domain/waiting.ts'
import { textArray } from '../../store/array-literal.ts'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'

/** Notes which records of other feeds wait for what a server of its own was given just now (`retry-elsewhere.ts`). */
export function markCome(
  tx: Tx,
  { organisationId, siteId, feedId }: Run,
  operations: readonly Operation[],
): void {
  const names = operations.flatMap(namesOf)
  if (names.length === 0) return
  tx.send(sql`
    update waiting_record set come = true
    where organisation_id = ${organisationId} and site_id = ${siteId} and feed_id <> ${feedId} and not come
      and wanted && ${textArray(names)}::text[]`)
}

function namesOf({ kind, after }: Operation): string[] {
  if (after === null) return []
  if (kind === 'user') return personKeys(after).map((key) => `user ${key}`)
  if (kind === 'course') return courseKeys(after).map((key) => `course ${key}`)
  return kind === 'category' ? [`category ${after.name}`, categoryWanted(after.idnumber)] : []
}
