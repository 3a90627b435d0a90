import type { Action, RecordKind } from '../domain/action.ts'
import type { MailIntent, Operation } from '../domain/operation.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { PasswordHasher } from '../domain/password-hasher.ts'
import type { Policy } from '../domain/policy.ts'
import type { SiteStates } from '../domain/site-state.ts'
import { planCourse } from './courses.ts'
import { Draft } from './draft.ts'
import { planEnrolment } from './enrolments.ts'
import { planCategoryRole } from './sync/account-roles.ts'
import { planAccountEnd, planAccountSync } from './sync/accounts.ts'
import { planActivity } from './sync/activity.ts'
import { planCategorySync } from './sync/categories.ts'
import { planCohortSync } from './sync/cohort-records.ts'
import { planCourseEnd, planCourseSync } from './sync/courses.ts'
import { planGroupSync } from './sync/group-records.ts'
import { planMembership } from './sync/memberships.ts'
import { planUser } from './users.ts'

/** What planning needs besides actions and state. */
export interface PlanContext {
  readonly policy: Policy
  readonly passwords: PasswordHasher
  /** The time of the run, as milliseconds since 1970 UTC. */
  readonly now: number
}

/** The answer to a chunk: an outcome for each action, by index, and what to change to make it so. */
export interface Plan {
  readonly outcomes: readonly Outcome[]
  readonly operations: readonly Operation[]
  readonly mails: readonly MailIntent[]
  /** Keys of records (`domain/record-key.ts`) whose remembered hash no longer holds: something else changed them. */
  readonly forget: readonly ForgottenKey[]
}

/** One key, or all keys that start with it. */
export interface ForgottenKey {
  readonly kind: RecordKind
  readonly key: string
  readonly prefix: boolean
  /** The record that caused it; its own key stays remembered. */
  readonly record: number
}

/**
 * Plans one chunk: actions of one kind and the loaded state in, outcomes and operations out. It holds every rule of
 * what may happen, is the same for every site, and touches nothing but the state, which it updates as it goes so
 * that a later record sees what an earlier one did. A refused record leaves no trace.
 */
export function plan<K extends RecordKind>(
  kind: K,
  actions: readonly Extract<Action, { kind: K }>[],
  state: SiteStates[K],
  context: PlanContext,
): Plan {
  return planInSteps(kind, actions, state, context, Number.POSITIVE_INFINITY).next().value!
}

/** The same, giving way after every `step` actions to whoever has something short to do. The last value is the plan. */
export function* planInSteps<K extends RecordKind>(
  kind: K,
  actions: readonly Extract<Action, { kind: K }>[],
  state: SiteStates[K],
  context: PlanContext,
  step: number,
): Generator<undefined, Plan> {
  const draft = new Draft(context)
  const planOne: Planner<K> = PLANNERS[kind]
  for (let record = 0; record < actions.length; record++) {
    if (record > 0 && record % step === 0) yield
    draft.begin(record)
    draft.end(planOne(actions[record]!, state, draft))
  }
  return draft
}

type Planner<K extends RecordKind> = (
  action: Extract<Action, { kind: K }>,
  state: SiteStates[K],
  draft: Draft,
) => Outcome

const PLANNERS: { readonly [K in RecordKind]: Planner<K> } = {
  user(action, state, draft) {
    if (action.verb === 'sync') return planAccountSync(action, state, draft)
    return action.verb === 'end' ? planAccountEnd(action, state, draft) : planUser(action, state, draft)
  },
  course(action, state, draft) {
    if (action.verb === 'sync') return planCourseSync(action, state, draft)
    return action.verb === 'end' ? planCourseEnd(action, state, draft) : planCourse(action, state, draft)
  },
  enrolment(action, state, draft) {
    if ('fields' in action) return planEnrolment(action, state, draft)
    return action.verb === 'assign'
      ? planCategoryRole(action, state, draft)
      : planMembership(action, state, draft)
  },
  category: planCategorySync,
  activity: planActivity,
  cohort: planCohortSync,
  group: planGroupSync,
}
