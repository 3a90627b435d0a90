import type { Action, RecordKind } from '../../../src/domain/action.ts'
import type { Course, User } from '../../../src/domain/entities.ts'
import { DEFAULT_SITE_FACTS } from '../../../src/domain/site-facts.ts'
import type { CourseState, SiteStates, UserState } from '../../../src/domain/site-state.ts'
import { CategoryTree } from '../../../src/domain/state/category-tree.ts'
import { CourseIndex } from '../../../src/domain/state/course-index.ts'
import { PeopleIndex } from '../../../src/domain/state/people-index.ts'
import { formatNamed } from '../../../src/formats/registry.ts'
import { type Plan, plan } from '../../../src/planning/plan.ts'
import { PLAIN_PASSWORDS } from '../../support/arbitrary-actions.ts'
import { NOW } from '../../support/plan-context.ts'

const CATEGORY = { id: 1, parentId: 0, name: 'Cat 1', idnumber: '', visible: true }

export function userState(...users: User[]): UserState {
  let id = 100
  return {
    facts: DEFAULT_SITE_FACTS,
    newId: () => ++id,
    profileFields: new Map(),
    users: new PeopleIndex(users),
    parts: null,
  }
}

export function courseState(...courses: Course[]): CourseState {
  let id = 100
  return {
    facts: DEFAULT_SITE_FACTS,
    newId: () => ++id,
    courses: new CourseIndex(courses),
    categories: new CategoryTree([CATEGORY]),
    contents: new Map(),
  }
}

export function user(id: number, username: string, more: Partial<User> = {}): User {
  return {
    id,
    username,
    email: `${username}@x.org`,
    idnumber: '',
    firstname: 'Ann',
    lastname: 'Lee',
    city: '',
    country: '',
    auth: 'manual',
    lang: 'en',
    timezone: 'UTC',
    theme: '',
    description: '',
    institution: '',
    department: '',
    maildigest: 0,
    autosubscribe: true,
    trackforums: false,
    suspended: false,
    forcePasswordChange: false,
    passwordHash: '',
    profile: {},
    more: {},
    ...more,
  }
}

export function course(id: number, shortname: string, more: Partial<Course> = {}): Course {
  return {
    ...DEFAULT_SITE_FACTS.courseDefaults,
    id,
    categoryId: CATEGORY.id,
    shortname,
    fullname: shortname,
    idnumber: '',
    summary: '',
    theme: '',
    startdate: '2024-01-01',
    enddate: '',
    manualEnrol: true,
    guestAccess: null,
    more: {},
    ...more,
  }
}

/** Plans actions under the policy of an upload with its default settings. */
export function planned<K extends RecordKind>(
  kind: K,
  actions: readonly Action[],
  state: SiteStates[K],
): Plan {
  const format = formatNamed(`moodle-upload-${kind}s`)
  const policy = format.policy(format.settings({}))
  return plan(kind, actions as never, state, { policy, passwords: PLAIN_PASSWORDS, now: NOW })
}

/** What became of each record: its outcome and code. */
export function said({ outcomes }: Plan): (string | undefined)[][] {
  return outcomes.map(({ outcome, finding }) => (finding ? [outcome, finding.code] : [outcome]))
}
