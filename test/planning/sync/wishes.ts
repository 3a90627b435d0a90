import type { CategoryPlace } from '../../../src/domain/category-place.ts'
import type { Entities } from '../../../src/domain/entities.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type {
  AccountSync,
  CourseSync,
  MembershipEnd,
  MembershipSync,
  SyncAction,
} from '../../../src/domain/sync-action.ts'
import { type Plan, plan } from '../../../src/planning/plan.ts'
import { ModelSite } from '../../support/model-site.ts'
import { SYNC_CONTEXT } from '../../support/sync-actions.ts'

/** Plans wishes on a site and applies what comes of it. */
export function attempt(site: ModelSite, actions: readonly SyncAction[], policy: Partial<Policy> = {}): Plan {
  const { kind } = actions[0]!
  const context = { ...SYNC_CONTEXT, policy: { ...SYNC_CONTEXT.policy, ...policy } }
  const made = plan(kind, actions as never, site.state(kind) as never, context)
  site.apply(made.operations)
  return made
}

/** What became of each wish: its code where it was refused, else its outcome. */
export function said(site: ModelSite, ...actions: SyncAction[]): string[] {
  return attempt(site, actions).outcomes.map(({ outcome, finding }) =>
    outcome === 'rejected' ? finding!.code : outcome,
  )
}

/** What the message of one wish says. */
export function message(site: ModelSite, action: SyncAction): string {
  return attempt(site, [action]).outcomes[0]!.finding!.message
}

/** A person known by an id number; made when there is none, updated when there is. */
export function person(
  idnumber: string,
  values: AccountSync['values'] = {},
  more: Partial<AccountSync> = {},
): AccountSync {
  return {
    kind: 'user',
    verb: 'sync',
    by: { field: 'idnumber', value: idnumber },
    values: { username: `u${idnumber}`, ...values },
    ifKnown: 'update',
    ifUnknown: 'create',
    ...more,
  }
}

export const AT_THE_TOP: CategoryPlace = {
  steps: [{ name: 'Arts' }],
  nested: true,
  ifMissing: 'create',
  visible: true,
}

/** A course known by an id number, which is its short name too unless the values say otherwise. */
export function course(
  idnumber: string,
  values: CourseSync['values'] = {},
  more: Partial<CourseSync> = {},
): CourseSync {
  return {
    kind: 'course',
    verb: 'sync',
    by: { field: 'idnumber', value: idnumber },
    values,
    whenNew: { shortname: idnumber, fullname: idnumber },
    place: AT_THE_TOP,
    ifKnown: 'update',
    ifUnknown: 'create',
    ...more,
  }
}

const WHERE = {
  kind: 'enrolment',
  person: { field: 'idnumber', value: '1' },
  course: { field: 'idnumber', value: 'K' },
  method: 'sis',
} as const

/** Person 1 in course K, by the method `sis`. */
export function enrol(role: string | null, more: Partial<MembershipSync> = {}): MembershipSync {
  return { ...WHERE, verb: 'enrol', role, ...more }
}

export function end(role: string | null, more: Partial<MembershipEnd> = {}): MembershipEnd {
  return { ...WHERE, verb: 'end', role, ends: 'role', how: 'unenrol', ifUnknown: 'reject', ...more }
}

/** A site with person 1 and course K. */
export function siteWithOne(): ModelSite {
  const site = new ModelSite()
  attempt(site, [person('1')])
  attempt(site, [course('K')])
  return site
}

export function userOf(site: ModelSite, idnumber: string): Entities['user'] | undefined {
  return site.all('user').find((user) => user.idnumber === idnumber)
}

/** Short names of the roles that person 1 has in courses. */
export function rolesHeld(site: ModelSite): string[] {
  const roles = [...site.state('enrolment').roles.values()]
  return site
    .all('roleAssignment')
    .map(({ roleId }) => roles.find(({ id }) => id === roleId)!.shortname)
    .sort()
}
