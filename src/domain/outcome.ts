import type { Finding } from './finding.ts'
import type { CategoryRoleSync, MembershipSync } from './sync-action.ts'

/** What became of a record. The order is the order of the log's storage: append, never reorder. */
export const OUTCOMES = [
  'created',
  'updated',
  'unchanged',
  'deleted',
  'suspended',
  'enrolled',
  'unenrolled',
  'roleAssigned',
  'roleUnassigned',
  'rejected',
  'held',
  'waiting',
] as const

export type OutcomeWord = (typeof OUTCOMES)[number]

/**
 * What a record brought about besides its outcome word, as bits, so that a million of them cost a
 * million small integers. The order is that of Data Hub rule L-3: role, enrolment, group, membership,
 * grouping, link.
 */
export const DID = {
  role: 1,
  enrolment: 2,
  groupCreated: 4,
  groupJoined: 8,
  groupingCreated: 16,
  groupingLinked: 32,
  categoryCreated: 64,
  templateCopied: 128,
} as const

/** The answer to one record: an outcome word, what was done, and for refusals the finding that says why. */
export interface Outcome {
  readonly outcome: OutcomeWord
  readonly did: number
  readonly finding?: Finding
  /** What the record asks for besides and could not have, only because the course or category is not there. */
  readonly lacking?: readonly LackingPart[]
}

export interface LackingPart {
  readonly action: MembershipSync | CategoryRoleSync
  readonly finding: Finding
}
