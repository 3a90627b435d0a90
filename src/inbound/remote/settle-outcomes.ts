import type { RecordKind } from '../../domain/action.ts'
import type { EntityKind } from '../../domain/entities.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Operation } from '../../domain/operation.ts'
import { DID, type Outcome, type OutcomeWord } from '../../domain/outcome.ts'
import type { Written } from '../../sites/moodle/write/writing.ts'
import type { PendingChunk } from './pending-chunk.ts'

/** What became of a chunk's records. */
export interface Settled {
  readonly outcomes: readonly Outcome[]
  /** Indexes of records of which something was not done: nobody may take them for applied. */
  readonly failed: ReadonlySet<number>
}

/**
 * Corrects what was planned by what the server did. A record is rejected when what it is about was not done, or nothing of
 * it; where only a part was not, its outcome stays, without that part and with the reason beside it.
 */
export function settleOutcomes(
  { outcomes, operations }: PendingChunk,
  kind: RecordKind,
  results: readonly Written[],
): Settled {
  const ofRecord = Map.groupBy(operations.keys(), (at) => operations[at]!.record)
  const failed = new Set<number>()
  const settled = outcomes.map((planned, index): Outcome => {
    const parts = (ofRecord.get(index) ?? []).map(
      (at): Part => ({ operation: operations[at]!, ...told(results[at]!) }),
    )
    const why = parts.find(({ finding }) => finding !== null)?.finding
    if (why === undefined || why === null) return planned
    failed.add(index)
    const main = parts.filter(({ operation }) => operation.kind === mainKind(kind, planned.outcome))
    const isLost = main.some(({ done }) => !done) || parts.every(({ done }) => !done)
    if (isLost) {
      const first = main.find(({ done }) => !done)?.finding ?? why
      return { outcome: 'rejected', did: 0, finding: first }
    }
    return { outcome: planned.outcome, did: didOf(planned.did, parts), finding: why }
  })
  return { outcomes: settled, failed }
}

interface Part {
  readonly operation: Operation
  readonly done: boolean
  /** Why it, or a part of it, was not done. */
  readonly finding: Finding | null
}

function told(written: Written): Omit<Part, 'operation'> {
  return { done: written.done, finding: written.done ? (written.note ?? null) : written.finding }
}

/** What an outcome is about. An enrolment record that was `updated` may have changed one thing or the other. */
function mainKind(kind: RecordKind, word: OutcomeWord): EntityKind | null {
  // No server takes what people did.
  if (kind === 'activity') return null
  if (kind !== 'enrolment') return kind
  if (word === 'roleAssigned' || word === 'roleUnassigned') return 'roleAssignment'
  return word === 'updated' ? null : 'enrolment'
}

function didOf(did: number, parts: readonly Part[]): number {
  return Object.entries(KIND_OF).reduce((left, [bit, kind]) => {
    const ofKind = parts.filter(({ operation }) => operation.kind === kind)
    const undone = ofKind.length > 0 && ofKind.every((part) => !part.done || part.finding !== null)
    return undone ? left & ~DID[bit as keyof typeof DID] : left
  }, did)
}

const KIND_OF: { readonly [K in keyof typeof DID]: EntityKind } = {
  role: 'roleAssignment',
  enrolment: 'enrolment',
  groupCreated: 'group',
  groupJoined: 'groupMember',
  groupingCreated: 'grouping',
  groupingLinked: 'groupingGroup',
  categoryCreated: 'category',
  templateCopied: 'course',
}
