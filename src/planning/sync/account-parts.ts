import type { User } from '../../domain/entities.ts'
import type { Finding } from '../../domain/finding.ts'
import type { PartsState, UserState } from '../../domain/site-state.ts'
import type { AccountPart } from '../../domain/sync-action.ts'
import type { Draft } from '../draft.ts'
import { giveOrTakeRole } from './account-roles.ts'
import { joinCohort } from './cohorts.ts'
import { enrolOne } from './memberships.ts'

/** Carries out the parts of a record one after the other; gives what could not be done. */
export function carryOutParts(
  parts: readonly AccountPart[],
  user: User,
  state: UserState,
  draft: Draft,
): Finding[] {
  if (parts.length === 0) return []
  const problems: Finding[] = []
  for (const part of parts) {
    const problem = carryOut(part, user, state.parts!, draft)
    if (problem !== null) problems.push(problem)
  }
  return problems
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
