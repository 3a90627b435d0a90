import type { Operation } from '../../../domain/operation.ts'
import type { Tx } from '../../../store/store.ts'
import type { Cause } from '../../site.ts'
import { create } from './create.ts'
import { end } from './end.ts'
import { writeHistory } from './history.ts'
import { netChanges } from './net-changes.ts'
import { copyTemplates } from './templates.ts'
import { update } from './update.ts'

/**
 * Writes a chunk's operations: for each kind what ends first, then what changes, then what is new, so that a name
 * that one record gives up is free for the next. A fixed number of statements for each kind, whatever the size.
 */
export async function apply(
  tx: Tx,
  siteId: number,
  operations: readonly Operation[],
  cause: Cause,
): Promise<void> {
  const net = netChanges(operations)
  await copyTemplates(tx, siteId, operations, net.get('course')?.creates ?? [])
  for (const [kind, changes] of net) await end(tx, siteId, kind, changes.deletes, cause)
  for (const [kind, changes] of net) await update(tx, siteId, kind, changes.updates)
  for (const [kind, changes] of net) await create(tx, siteId, kind, changes.creates, cause)
  const told = new Set([...net.values()].flatMap((changes) => changes.told))
  await writeHistory(
    tx,
    siteId,
    operations.filter((operation) => !told.has(operation)),
    cause,
  )
}
