import { ENTITY_KINDS, type Entities, type EntityKind, entityKey } from '../../../domain/entities.ts'
import { finding } from '../../../domain/finding.ts'
import type { Operation, OperationOf } from '../../../domain/operation.ts'
import { netChanges } from '../../net-changes.ts'
import { isNewId } from '../new-ids.ts'
import { WRITERS } from './writers.ts'
import type { Change, Writer, Writing, Written } from './writing.ts'

/**
 * Things end before what they hang on: a membership before the enrolment, which Moodle would take it along with, and all
 * of it before its course and person.
 */
const ENDING_ORDER: readonly EntityKind[] = [
  'roleAssignment',
  'groupMember',
  'groupingGroup',
  'cohortMember',
  'enrolment',
  'group',
  'grouping',
  'cohort',
  'course',
  'category',
  'user',
]

/** What `applyToMoodle` needs of a `Writing`; the rest is its own. */
export type Task = Omit<Writing, 'rolesGiven' | 'roleIsGiven'>

/** What became of operations, one for each, in their order. */
export async function applyToMoodle(task: Task, operations: readonly Operation[]): Promise<Written[]> {
  const told = new Map<string, Written>()
  const net = netChanges(operations)
  const roles = new Map<string, OperationOf<'roleAssignment'>[]>()
  for (const operation of (net.get('roleAssignment')?.creates ?? []) as OperationOf<'roleAssignment'>[]) {
    const { userId, context, instanceId } = operation.after!
    if (context !== 'course') continue
    const key = `${userId}:${instanceId}`
    roles.set(key, [...(roles.get(key) ?? []), operation])
  }
  const writing: Writing = {
    ...task,
    rolesGiven: (userId, courseId) => roles.get(`${userId}:${courseId}`) ?? [],
    roleIsGiven: (operation, written) => tell(told, operation, written),
  }
  const ends = endsOf(operations, net)
  for (const kind of ENDING_ORDER) {
    await write(writing, kind, 'end', (ends.get(kind) ?? []) as never, told)
  }
  for (const kind of ENTITY_KINDS) {
    const changes = net.get(kind)
    if (changes === undefined) continue
    await write(writing, kind, 'update', changes.updates as never, told)
    for (const level of levels(kind, changes.creates as never)) {
      await write(writing, kind, 'create', level as never, told)
    }
  }
  // What came and went within the chunk was never sent: all of it is as it should be.
  return operations.map((operation) => told.get(keyOf(operation)) ?? { done: true, id: null })
}

async function write<K extends EntityKind>(
  writing: Writing,
  kind: K,
  how: 'create' | 'update' | 'end',
  operations: readonly OperationOf<K>[],
  told: Map<string, Written>,
): Promise<void> {
  const changes: Change<K>[] = []
  for (const operation of operations) {
    // A role may have been given with the enrolment.
    if (
      how === 'create' &&
      told.get(keyOf(operation as Operation)) !== undefined &&
      kind === 'roleAssignment'
    )
      continue
    const entity = writing.ids.resolved(kind, planned(operation))
    if (entity !== null) changes.push({ operation, entity })
    else tell(told, operation as Operation, { done: false, finding: finding('RB-9066') })
  }
  if (changes.length === 0) return
  const writer: Writer<K> = WRITERS[kind]
  const results = await writer[how]!(writing, changes)
  for (const [at, { operation }] of changes.entries()) {
    const written = results[at]!
    const id = idIn(planned(operation))
    if (how === 'create' && written.done && written.id !== null && isNewId(id))
      writing.ids.learn(id, written.id)
    tell(told, operation as Operation, written)
  }
}

function planned<K extends EntityKind>({ before, after }: OperationOf<K>): Entities[K] {
  return (after ?? before)!
}

function idIn(entity: object): number {
  return 'id' in entity ? (entity.id as number) : 0
}

/** Of what becomes of one thing the first failure is told: with it, later changes mean nothing. */
function tell(told: Map<string, Written>, operation: Operation, written: Written): void {
  const key = keyOf(operation)
  if (told.get(key)?.done !== false) told.set(key, written)
}

function keyOf({ kind, before, after }: Operation): string {
  return `${kind} ${entityKey(kind, (after ?? before) as never)}`
}

/** Also roles that are given and taken in one chunk, of which nobody knows whether they were held before. */
function endsOf(
  operations: readonly Operation[],
  net: ReturnType<typeof netChanges>,
): Map<EntityKind, Operation[]> {
  const ends = new Map([...net].map(([kind, { deletes }]) => [kind, [...deletes] as Operation[]]))
  const last = new Map<string, Operation>()
  for (const operation of operations)
    if (operation.kind === 'roleAssignment') last.set(keyOf(operation), operation)
  const known = new Set((ends.get('roleAssignment') ?? []).map(keyOf))
  const taken = [...last.values()].filter((one) => one.after === null && !known.has(keyOf(one)))
  if (taken.length > 0) ends.set('roleAssignment', [...(ends.get('roleAssignment') ?? []), ...taken])
  return ends
}

/** A category needs its parent first, so a tree goes level by level. Everything else is one level. */
function levels(kind: EntityKind, creates: readonly Operation[]): (readonly Operation[])[] {
  if (kind !== 'category') return [creates]
  const parents = new Map(
    creates.map(({ after }) => {
      const { id, parentId } = after as Entities['category']
      return [id, parentId]
    }),
  )
  const depth = (id: number): number => (parents.has(id) ? 1 + depth(parents.get(id)!) : 0)
  const byDepth = Map.groupBy(creates, ({ after }) => depth((after as Entities['category']).id))
  return [...byDepth].sort(([one], [other]) => one - other).map(([, ofLevel]) => ofLevel)
}
