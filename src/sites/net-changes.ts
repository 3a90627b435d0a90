import { ENTITY_KINDS, type EntityKind, entityKey } from '../domain/entities.ts'
import type { Operation, OperationOf } from '../domain/operation.ts'

/** What a chunk's operations come to, for one kind: each row is written once, however many records touched it. */
export interface NetChanges<K extends EntityKind> {
  readonly deletes: OperationOf<K>[]
  readonly updates: OperationOf<K>[]
  readonly creates: OperationOf<K>[]
  /** Operations whose history is told already: by the row that they make, or where `end` ends one. */
  readonly told: Operation[]
}

/** Reduces operations, in order, to one change for each entity. Kinds without operations are not in the answer. */
export function netChanges(operations: readonly Operation[]): Map<EntityKind, NetChanges<EntityKind>> {
  const made = onlyMade(operations)
  if (made !== null) return made
  const byKind = new Map<EntityKind, Map<string, Course>>()
  for (const operation of operations) {
    const key = entityKey(operation.kind, (operation.after ?? operation.before) as never)
    const entities = byKind.get(operation.kind) ?? new Map<string, Course>()
    byKind.set(operation.kind, entities)
    const course = entities.get(key) ?? { first: operation, last: operation, made: null, ended: null }
    entities.set(key, course)
    course.last = operation
    if (operation.before === null) course.made = operation
    if (operation.after === null) course.ended ??= operation
  }
  const net = new Map<EntityKind, NetChanges<EntityKind>>()
  for (const kind of ENTITY_KINDS) {
    const entities = byKind.get(kind)
    if (entities === undefined) continue
    const changes: NetChanges<EntityKind> = { deletes: [], updates: [], creates: [], told: [] }
    for (const course of entities.values()) sort(course, changes)
    net.set(kind, changes)
  }
  return net
}

/** Where nothing changes or ends, each operation makes another entity: so it is with most chunks of a first import. */
function onlyMade(operations: readonly Operation[]): Map<EntityKind, NetChanges<EntityKind>> | null {
  if (!operations.every(({ before, after }) => before === null && after !== null)) return null
  const byKind = Map.groupBy(operations, ({ kind }) => kind)
  const net = new Map<EntityKind, NetChanges<EntityKind>>()
  for (const kind of ENTITY_KINDS) {
    const creates = byKind.get(kind)
    if (creates !== undefined) net.set(kind, { deletes: [], updates: [], creates, told: creates })
  }
  return net
}

/** The way of one entity through the chunk: its first and last operation, the last that made and the first that ended it. */
interface Course {
  readonly first: Operation
  last: Operation
  made: Operation | null
  ended: Operation | null
}

function sort(
  { first, last, made, ended }: Course,
  { deletes, updates, creates, told }: NetChanges<EntityKind>,
): void {
  const wasThere = first.before !== null
  const staysThere = last.after !== null
  if (wasThere && ended !== null) {
    deletes.push(ended)
    told.push(ended)
  }
  if (staysThere && made !== null) {
    creates.push({ ...made, after: last.after } as Operation)
    told.push(made)
  }
  if (wasThere && ended === null) updates.push({ ...last, before: first.before } as Operation)
}
