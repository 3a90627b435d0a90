import { ACTIVITY_TIMES } from '../domain/activity-entities.ts'
import type { ContextLevel, EntityKind } from '../domain/entities.ts'
import { activitySubject } from './activity-subject.ts'
import type { Image } from './history-rows.ts'
import type { PlaceNames } from './place-names.ts'

/** Stand where a secret is or was: that there is one may be known, never which. */
const SET = '(set)'
const CHANGED = '(changed)'

/** Before and after of a change with names instead of ids, and without secrets. */
export function shownChange(
  kind: EntityKind,
  before: Image | null,
  after: Image | null,
  names: PlaceNames,
): { before: Image | null; after: Image | null } {
  return {
    before: before && { ...shown(kind, before, null, names), ...moreOf(before, after) },
    after: after && { ...shown(kind, after, before, names), ...moreOf(after, before) },
  }
}

function shown(kind: EntityKind, image: Image, earlier: Image | null, names: PlaceNames): Image {
  const readable: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(image)) {
    if (field === 'id' || field === 'more' || LINKS[kind]?.includes(field)) continue
    if (field === 'passwordHash') readable['password'] = secret(value, earlier?.[field])
    else if (field === 'guestAccess') readable[field] = guestAccess(value, earlier?.[field])
    else if (field === 'categoryId') readable['category'] = value ? names.category(value as number) : ''
    else if (TIMES.includes(field) && value !== null)
      readable[field] = new Date(value as string).toISOString()
    else readable[field] = value
  }
  return readable
}

/** Further fields stand among the others: of a change those that differ, with an empty text for one that is not there. */
function moreOf({ more }: Image, other: Image | null): Image {
  if (more === undefined || more === null) return {}
  const own = more as Image
  const others = (other?.['more'] ?? null) as Image | null
  if (others === null) return own
  const fields = [...new Set([...Object.keys(own), ...Object.keys(others)])]
  return Object.fromEntries(
    fields.filter((field) => own[field] !== others[field]).map((field) => [field, own[field] ?? '']),
  )
}

/** What the subject of a change says already. */
const LINKS: Readonly<Partial<Record<EntityKind, readonly string[]>>> = {
  enrolment: ['userId', 'courseId', 'method'],
  roleAssignment: ['userId', 'roleId', 'context', 'instanceId'],
  group: ['courseId'],
  groupMember: ['groupId', 'userId', 'courseId'],
  grouping: ['courseId'],
  groupingGroup: ['groupingId', 'groupId', 'courseId'],
  scormAttempt: ['userId', 'courseId', 'scorm', 'sco', 'attempt'],
  signupChange: ['userId', 'courseId', 'facetoface', 'sessionId'],
  quizAttempt: ['userId', 'courseId', 'quiz', 'attempt'],
  courseCompletion: ['userId', 'courseId'],
  pathwayCompletion: ['userId', 'pathway', 'attempt'],
  grade: ['userId', 'courseId', 'item', 'name'],
}

/** Kept as text of two spellings: that of JavaScript and that of PostgreSQL. */
const TIMES: readonly string[] = ['timeStart', 'timeEnd', ...ACTIVITY_TIMES]

function secret(value: unknown, earlier: unknown): string {
  if (value === '') return ''
  return earlier === undefined || earlier === '' || earlier === value ? SET : CHANGED
}

function guestAccess(value: unknown, earlier: unknown): unknown {
  if (value === null) return null
  const { enabled, password } = value as { enabled: boolean; password: string }
  return {
    enabled,
    password: secret(password, (earlier as { password: string } | null | undefined)?.password),
  }
}

/** What a change is about, in words. */
export function changeSubject(kind: EntityKind, image: Image, names: PlaceNames): string {
  const id = (field: string) => image[field] as number
  const course = () => `course "${names.course(id('courseId'))}"`
  switch (kind) {
    case 'user':
      return `user "${String(image['username'])}"`
    case 'course':
      return `course "${String(image['shortname'])}"`
    case 'category':
      return `category "${String(image['name'])}"`
    case 'enrolment':
      return `enrolment of "${names.user(id('userId'))}" in ${course()} (${String(image['method'])})`
    case 'roleAssignment': {
      const context = image['context'] as ContextLevel
      const instance = names.instance(context, id('instanceId'))
      const place =
        context === 'system'
          ? 'the system'
          : `${context === 'coursecat' ? 'category' : context} "${instance}"`
      return `role "${names.role(id('roleId'))}" of "${names.user(id('userId'))}" in ${place}`
    }
    case 'group':
    case 'grouping':
      return `${kind} "${String(image['name'])}" of ${course()}`
    case 'groupMember':
      return `membership of "${names.user(id('userId'))}" in group "${names.group(id('groupId'))}" of ${course()}`
    case 'groupingGroup':
      return `group "${names.group(id('groupId'))}" in grouping "${names.grouping(id('groupingId'))}" of ${course()}`
    case 'cohort':
      return `cohort "${String(image['name'])}"`
    case 'cohortMember':
      return `membership of "${names.user(id('userId'))}" in cohort "${names.cohort(id('cohortId'))}"`
    default:
      return activitySubject(kind, image, names)
  }
}
