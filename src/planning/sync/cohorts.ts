import type { Cohort, User } from '../../domain/entities.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { type PartsState, pair } from '../../domain/site-state.ts'
import type { CohortPart } from '../../domain/sync-action.ts'
import type { Draft } from '../draft.ts'

/** Puts a user into a cohort; gives what is in the way. */
export function joinCohort(
  { idnumber, create }: CohortPart,
  user: User,
  state: PartsState,
  draft: Draft,
): Finding | null {
  const found = state.cohorts.get(idnumber) ?? []
  const parts = { field: draft.label('user', 'cohort'), value: idnumber }
  if (found.length > 1) return finding('RB-2411', parts)
  if (found.length === 0 && !create) return finding('RB-2410', parts)
  const cohort = found[0] ?? make(idnumber, state, draft)
  const key = pair(cohort.id, user.id)
  if (state.cohortMembers.has(key)) return null
  state.cohortMembers.add(key)
  draft.change('cohortMember', null, { cohortId: cohort.id, userId: user.id })
  return null
}

function make(idnumber: string, state: PartsState, draft: Draft): Cohort {
  const cohort: Cohort = {
    id: state.newId(),
    idnumber,
    name: idnumber,
    description: '',
    visible: true,
    categoryId: 0,
  }
  state.cohorts.set(idnumber, [cohort])
  draft.change('cohort', null, cohort)
  return cohort
}
