import type { CourseAction } from '../domain/action.ts'
import type { Course, GuestAccess } from '../domain/entities.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import type { Draft } from './draft.ts'

type Fields = CourseAction['fields']

/** Data Hub rule C-7, with quirk Q-21: a password alone is set on the method that the new course gets. */
export function guestOfNewCourse(
  fields: Fields,
  guest: boolean | undefined,
  facts: SiteFacts,
  draft: Draft,
): GuestAccess | null | Outcome {
  const { password } = fields
  const field = asked(fields, draft)
  const methodOn = facts.enrolPlugins.includes('guest')
  if (guest === false && password !== undefined) return contradiction(draft)
  if (!methodOn && (guest === true || password !== undefined)) return draft.refuse('RB-3020', { field })
  if (!facts.guestAddedByDefault && field !== '') return draft.refuse('RB-3021', { field })
  const access = guestByDefault(facts)
  return access === null ? null : { enabled: guest ?? access.enabled, password: password ?? '' }
}

/** What a new course has when nobody says otherwise. */
export function guestByDefault({
  enrolPlugins,
  guestAddedByDefault,
  guestEnabledByDefault,
}: SiteFacts): GuestAccess | null {
  if (!enrolPlugins.includes('guest') || !guestAddedByDefault) return null
  return { enabled: guestEnabledByDefault, password: '' }
}

/** Data Hub rule C-8, judged on the course that was found (quirk Q-22), with quirk Q-21. */
export function guestOfUpdatedCourse(
  fields: Fields,
  guest: boolean | undefined,
  course: Course,
  draft: Draft,
): GuestAccess | null | Outcome {
  const { password } = fields
  const field = asked(fields, draft)
  if (field === '') return course.guestAccess
  if (course.guestAccess === null) return draft.refuse('RB-3024', { field, value: course.shortname })
  if (guest === false && password !== undefined) return contradiction(draft)
  if (guest === undefined && !course.guestAccess.enabled) {
    // A new course may have got the password without being open (quirk Q-21): asking so again is harmless.
    if (password === course.guestAccess.password) return course.guestAccess
    const other = draft.label('course', 'guest')
    return draft.refuse('RB-3023', { field, value: course.shortname, other })
  }
  return { enabled: guest ?? true, password: password ?? course.guestAccess.password }
}

function asked(fields: Fields, draft: Draft): string {
  const names = (['guest', 'password'] as const).filter((name) => fields[name] !== undefined)
  return names.map((name) => draft.label('course', name)).join(', ')
}

function contradiction(draft: Draft): Outcome {
  return draft.refuse('RB-3022', {
    field: draft.label('course', 'guest'),
    other: draft.label('course', 'password'),
  })
}
