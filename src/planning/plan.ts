import type { Action, RecordKind } from '../domain/action.ts'
import type { PasswordHasher } from '../domain/password-hasher.ts'
import type { MailIntent, Operation } from '../domain/operation.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Policy } from '../domain/policy.ts'
import type { SiteStates } from '../domain/site-state.ts'
import { planCourse } from './courses.ts'
import { planEnrolment } from './enrolments.ts'
import { Draft } from './draft.ts'
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
  const draft = new Draft(context)
  for (const [record, action] of actions.entries()) {
    draft.begin(record)
    draft.end(planOne(action, state as SiteStates[RecordKind], draft))
  }
  return draft
}

function planOne(action: Action, state: SiteStates[RecordKind], draft: Draft): Outcome {
  switch (action.kind) {
    case 'user':
      return planUser(action, state as SiteStates['user'], draft)
    case 'course':
      return planCourse(action, state as SiteStates['course'], draft)
    case 'enrolment':
      return planEnrolment(action, state as SiteStates['enrolment'], draft)
  }
}
