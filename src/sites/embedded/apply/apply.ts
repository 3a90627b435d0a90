import type { Operation } from '../../../domain/operation.ts'
import { netChanges } from '../../net-changes.ts'
import type { Cause } from '../../site.ts'
import { create } from './create.ts'
import { end } from './end.ts'
import { writeHistory } from './history.ts'
import { copyTemplates } from './templates.ts'
import { update } from './update.ts'
import { Writes } from './writes.ts'

/**
 * What writes a chunk's operations: for each kind what ends first, then what changes, then what is new, so that a name
 * that one record gives up is free for the next. A fixed number of statements for each kind, whatever the size.
 */
export function writesOf(siteId: number, operations: readonly Operation[], cause: Cause): Writes {
  const writes = new Writes()
  const net = netChanges(operations)
  copyTemplates(writes, siteId, operations, net.get('course')?.creates ?? [])
  for (const [kind, changes] of net) end(writes, siteId, kind, changes.deletes, cause)
  for (const [kind, changes] of net) update(writes, siteId, kind, changes.updates)
  for (const [kind, changes] of net) create(writes, siteId, kind, changes.creates, cause)
  writeHistory(writes, siteId, untold(operations, net), cause)
  return writes
}

/** What the history is to be told of: nothing, when all is new. */
function untold(operations: readonly Operation[], net: ReturnType<typeof netChanges>): readonly Operation[] {
  const told = [...net.values()].flatMap((changes) => changes.told)
  if (told.length === operations.length) return []
  const known = new Set(told)
  return operations.filter((operation) => !known.has(operation))
}
