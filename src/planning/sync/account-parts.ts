import type { User } from '../../domain/entities.ts'
import type { Finding } from '../../domain/finding.ts'
import type { LackingPart } from '../../domain/outcome.ts'
import type { PartsState, UserState } from '../../domain/site-state.ts'
import type { AccountPart } from '../../domain/sync-action.ts'
import { isNotThere } from '../../domain/waiting.ts'
import type { Draft } from '../draft.ts'
import { giveOrTakeRole } from './account-roles.ts'
import { joinCohort } from './cohorts.ts'
import { enrolOne } from './memberships.ts'

/** What could not be done, and what of it only because a course or category is not there. */
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
  for (const given of parts) {
    const part = withRoleByName(given, state.parts!)
    const problem = carryOut(part, user, state.parts!, draft)
    if (problem === null) continue
    problems.push(inColumns(part, problem))
    const action = isNotThere(problem) ? byItself(part, user) : null
    if (action !== null) lacking.push({ action, finding: problem })
  }
  return { problems, lacking }
}

/** A role in a course may be named by its id, where none has that for its short name (moodle-csv.md 2.6). */
function withRoleByName(part: AccountPart, { roles }: Pick<PartsState, 'roles'>): AccountPart {
  if (part.part !== 'membership' || part.role === null || roles.has(part.role)) return part
  const named = Array.from(roles.values()).find(({ id }) => String(id) === part.role)
  return named === undefined ? part : { ...part, role: named.shortname }
}

/** What a record asks for several times is told apart by its columns. */
function inColumns(part: AccountPart, problem: Finding): Finding {
  if (part.part === 'faulty' || part.columns === undefined) return problem
  return { ...problem, message: `${part.columns}: ${problem.message}` }
}

const NOTHING: Undone = { problems: [], lacking: [] }

/** The part as a record of its own, which may wait for what is not there; null for one that cannot. */
function byItself(part: AccountPart, { username }: User): LackingPart['action'] | null {
  const person = { field: 'username', value: username } as const
  if (part.part === 'membership') {
    const { part: _, columns: __, ...wish } = part
    return { kind: 'enrolment', verb: 'enrol', person, ...wish, keepsKnown: true }
  }
  if (part.part !== 'role' || part.category?.idnumber === undefined || part.take) return null
  return { kind: 'enrolment', verb: 'assign', person, role: part.role, category: part.category.idnumber }
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
