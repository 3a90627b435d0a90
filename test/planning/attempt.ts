import type { Action, CourseAction, EnrolmentAction, UserAction } from '../../src/domain/action.ts'
import type { Entities, EntityKind } from '../../src/domain/entities.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { type Plan, plan } from '../../src/planning/plan.ts'
import type { ModelSite } from '../support/model-site.ts'
import { contextOf } from '../support/plan-context.ts'

/** Plans records on a site and applies what comes of it. */
export function attempt(site: ModelSite, actions: readonly Action[], settings: object = {}): Plan {
  const { kind } = actions[0]!
  const made = plan(kind, actions as never, site.state(kind) as never, contextOf(settings))
  site.apply(made.operations)
  return made
}

/** What became of each record: its code where there is one, else its outcome. */
export function said(site: ModelSite, actions: readonly Action[], settings: object = {}): string[] {
  return attempt(site, actions, settings).outcomes.map(({ outcome, finding }) =>
    outcome === 'rejected' ? finding!.code : outcome,
  )
}

/** Puts something there that no file could put there. */
export function put<K extends EntityKind>(site: ModelSite, kind: K, entity: Entities[K]): void {
  site.apply([{ kind, before: null, after: entity, record: 0 } as Operation])
}

export function user(
  verb: UserAction['verb'],
  fields: UserAction['fields'],
  more: Pick<UserAction, 'find' | 'profile'> = {},
): UserAction {
  return { kind: 'user', verb, fields, ...more }
}

export function newUser(username: string, fields: UserAction['fields'] = {}): UserAction {
  const needed = { password: 'Passw0rd!', firstname: 'Ann', lastname: 'Lee', city: 'Ulm' }
  return user('create', { username, email: `${username}@x.org`, ...needed, ...fields })
}

export function course(verb: CourseAction['verb'], fields: CourseAction['fields']): CourseAction {
  return { kind: 'course', verb, fields }
}

export function newCourse(shortname: string, fields: CourseAction['fields'] = {}): CourseAction {
  return course('create', { shortname, fullname: shortname, category: 'Bio', ...fields })
}

/** In course C1 as student, unless the fields say otherwise. */
export function enrolment(
  verb: EnrolmentAction['verb'],
  username: string,
  fields: EnrolmentAction['fields'] = {},
): EnrolmentAction {
  const place = { context: 'course', instance: 'C1', role: 'student' }
  return { kind: 'enrolment', verb, fields: { username, ...place, ...fields } }
}
