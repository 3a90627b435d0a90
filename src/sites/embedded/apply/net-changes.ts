import { ENTITY_KINDS, type EntityKind, entityKey } from '../../../domain/entities.ts'
import type { Operation, OperationOf } from '../../../domain/operation.ts'

/** What a chunk's operations come to, for one kind: each row is written once, however many records touched it. */
export interface NetChanges<K extends EntityKind> {
  readonly deletes: OperationOf<K>[]
  readonly updates: OperationOf<K>[]
  readonly creates: OperationOf<K>[]
  /** Made and ended within the chunk: nothing to write, but a history to tell. */
  readonly passing: OperationOf<K>[]
}

/** Reduces operations, in order, to one change for each entity. Kinds without operations are not in the answer. */
export function netChanges(operations: readonly Operation[]): Map<EntityKind, NetChanges<EntityKind>> {
  const byKind = new Map<EntityKind, Map<string, Course>>()
  for (const operation of operations) {
    const key = entityKey(operation.kind, (operation.after ?? operation.before) as never)
    let entities = byKind.get(operation.kind)
    if (entities === undefined) byKind.set(operation.kind, (entities = new Map()))
    const course = entities.get(key)
    if (course === undefined) entities.set(key, { first: operation, last: operation, ended: null })
    else {
      if (course.last.after === null) course.ended ??= course.last
      course.last = operation
    }
  }
  const net = new Map<EntityKind, NetChanges<EntityKind>>()
  for (const kind of ENTITY_KINDS) {
    const entities = byKind.get(kind)
    if (entities === undefined) continue
    const changes: NetChanges<EntityKind> = { deletes: [], updates: [], creates: [], passing: [] }
    for (const course of entities.values()) sort(course, changes)
    net.set(kind, changes)
  }
  return net
}

/** The way of one entity through the chunk: its first and last operation, and the one that ended it on the way. */
interface Course {
  readonly first: Operation
  last: Operation
  ended: Operation | null
}

function sort({ first, last, ended }: Course, changes: NetChanges<EntityKind>): void {
  if (first.before === null && last.after === null) {
    changes.passing.push(last)
  } else if (last.after === null) {
    changes.deletes.push({ ...last, before: first.before } as Operation)
  } else if (first.before === null) {
    changes.creates.push({ ...(ended === null ? first : last), after: last.after } as Operation)
  } else if (ended !== null) {
    changes.deletes.push({ ...ended, before: first.before } as Operation)
    changes.creates.push({ ...last, before: null } as Operation)
  } else {
    changes.updates.push({ ...last, before: first.before } as Operation)
  }
}
