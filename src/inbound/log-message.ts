import { DID, type OutcomeWord } from '../domain/outcome.ts'
import type { Subject } from './log-subject.ts'

export type DidWord = keyof typeof DID

/** The bits of `did` as words, in the order of Data Hub rule L-3. */
export function didWords(did: number): DidWord[] {
  return (Object.keys(DID) as DidWord[]).filter((word) => (did & DID[word]) !== 0)
}

/**
 * What was done, as a sentence without its full stop (Data Hub rules L-3 and U-13): role, enrolment, group, membership,
 * grouping, link. Null for outcomes that did nothing: their finding says why.
 */
export function successMessage(outcome: OutcomeWord, did: number, subject: Subject | null): string | null {
  const done = doneBy(outcome, did, subject)
  if (done === null) return null
  const name = subject?.name ?? 'record'
  const extras = didWords(did).flatMap((word) => EXTRAS[word] ?? [])
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${[...done, ...extras].join(', ')}`
}

/**
 * A log's message with whom it is about (Data Hub rule L-3): what was done names its subject, why nothing was done may not.
 */
export function wholeMessage(outcome: OutcomeWord, subject: string | null, message: string): string {
  return subject === null || message === '' || !NOTHING_DONE.includes(outcome)
    ? message
    : `${subject}: ${message}`
}

const NOTHING_DONE: readonly OutcomeWord[] = ['unchanged', 'rejected', 'held', 'waiting']

function doneBy(outcome: OutcomeWord, did: number, subject: Subject | null): string[] | null {
  const place = subject?.place ?? 'the course'
  const role = subject?.role === undefined ? 'role' : `role "${subject.role}"`
  const hasRole = (did & DID.role) !== 0
  switch (outcome) {
    case 'created':
    case 'deleted':
    case 'suspended':
      return [outcome]
    case 'updated':
      // An enrolment may be updated in no more than that its group was joined.
      return subject?.place === undefined ? ['updated'] : [`enrolment in ${place} updated`]
    case 'enrolled':
      return [...(hasRole ? [`${role} given in ${place}`] : []), `enrolled in ${place}`]
    case 'unenrolled':
      return [...(hasRole ? [`${role} taken away in ${place}`] : []), `unenrolled from ${place}`]
    case 'roleAssigned':
      return [`${role} given in ${place}`]
    case 'roleUnassigned':
      return [`${role} taken away in ${place}`]
    default:
      return null
  }
}

/** What is said besides; role and enrolment are said with the outcome. */
const EXTRAS: Readonly<Partial<Record<DidWord, string>>> = {
  groupCreated: 'group made',
  groupJoined: 'group joined',
  groupingCreated: 'grouping made',
  groupingLinked: 'group put into the grouping',
  categoryCreated: 'category made',
  templateCopied: 'template copied',
}
