import type { User } from '../../domain/entities.ts'
import type { Finding } from '../../domain/finding.ts'
import type { LackingPart } from '../../domain/outcome.ts'
import type { PartsState, UserState } from '../../domain/site-state.ts'
import type { AccountPart, MembershipPart, MembershipSync } from '../../domain/sync-action.ts'
import { isNotThere } from '../../domain/waiting.ts'
import type { Draft } from '../draft.ts'
import { giveOrTakeRole } from './account-roles.ts'
import { joinCohort } from './cohorts.ts'
import { enrolOne } from './memberships.ts'

/** What could not be done, and what of it only because a course is not there. */
export interface Undone {
  readonly problems: readonly Finding[]
  readonly lacking: readonly LackingPart[]
}

/** Carries out the parts of a record one after the other. */
export function carryOutParts(
  parts: readonly AccountPart[],
  user: User,
  state: UserState,
  draft: Draft,
): Undone {
  if (parts.length === 0) return NOTHING
  const problems: Finding[] = []
  const lacking: LackingPart[] = []
  for (const part of parts) {
    const problem = carryOut(part, user, state.parts!, draft)
    if (problem === null) continue
    problems.push(problem)
    if (part.part === 'membership' && isNotThere(problem)) {
      lacking.push({ action: byItself(part, user), finding: problem })
    }
  }
  return { problems, lacking }
}

const NOTHING: Undone = { problems: [], lacking: [] }

function byItself({ part: _, ...wish }: MembershipPart, { username }: User): MembershipSync {
  const person = { field: 'username', value: username } as const
  return { kind: 'enrolment', verb: 'enrol', person, ...wish, keepsKnown: true }
}

function carryOut(part: AccountPart, user: User, state: PartsState, draft: Draft): Finding | null {
  switch (part.part) {
    case 'faulty':
      return part.why
    case 'cohort':
      return joinCohort(part, user, state, draft)
    case 'role':
      return giveOrTakeRole(part, user, state, draft)
    case 'membership': {
      const { outcome, finding } = enrolOne(part, user, state, draft)
      return outcome === 'rejected' ? finding! : null
    }
  }
}
