import type { Course, GuestAccess } from '../../domain/entities.ts'
import type { MethodWish } from '../../domain/method-wish.ts'
import type { MethodField } from '../../domain/more-fields.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { CourseState, EnrollableCourse } from '../../domain/site-state.ts'
import type { CourseSync, MembershipPart, MembershipSync } from '../../domain/sync-action.ts'
import type { Draft } from '../draft.ts'
import { naming } from './naming.ts'

/** What a record makes of the enrolment methods of a course, as further fields. */
interface Methods {
  readonly values: Readonly<Partial<Record<MethodField, string>>>
  readonly erase: readonly MethodField[]
}

/** Lays what a record says of enrolment methods over what is known of them. */
export function methodsOf({ methods = {} }: CourseSync, known: Course['more']): Methods {
  const values: Partial<Record<MethodField, string>> = {}
  const erase: MethodField[] = []
  for (const [name, wish] of Object.entries(methods)) {
    const field = name as MethodField
    if (wish == null) erase.push(field)
    else values[field] = JSON.stringify({ ...settingsIn(known[field]), ...wish })
  }
  return { values, erase }
}

function settingsIn(text: string | null | undefined): MethodWish {
  return text == null ? {} : (JSON.parse(text) as MethodWish)
}

/** Guest access of a course that has `access` when the record says nothing of it. */
export function guestOf({ guest }: CourseSync, access: GuestAccess | null): GuestAccess | null {
  if (guest === undefined) return access
  if (guest === null) return null
  return { enabled: guest.enabled, password: guest.password ?? access?.password ?? '' }
}

/** RB-3020: guest access is to be opened on a site where it is switched off. */
export function closedGuest({ guest }: CourseSync, { facts }: CourseState, draft: Draft): Outcome | null {
  if (guest == null || !guest.enabled || facts.enrolPlugins.includes('guest')) return null
  return draft.refuse('RB-3020', { field: draft.label('course', 'guest') })
}

/** RB-3004: a method takes its people from a course that is not there. */
export function lostSource(
  { sources = [] }: CourseSync,
  { courses }: CourseState,
  draft: Draft,
): Outcome | null {
  const lost = sources.find(({ shortname }) => courses.withShortname(shortname).length === 0)
  if (lost === undefined) return null
  return draft.refuse('RB-3004', naming('course', { field: lost.column, value: lost.shortname }, draft))
}

const DAY_SECONDS = 86_400

/** A wish with the role and the length of stay that the course's own settings of manual enrolment give. */
export function asCourseEnrols<Wish extends MembershipPart | MembershipSync>(
  wish: Wish,
  { more }: EnrollableCourse,
): Wish {
  const { ofMethod } = wish
  if (ofMethod === undefined) return wish
  const { role = '', enrolperiod = '0' } = settingsIn(more?.enrolment_manual)
  const days = Number(enrolperiod) / DAY_SECONDS
  return {
    ...wish,
    ...(ofMethod.role && role !== '' && { role }),
    ...(ofMethod.period && days > 0 && { end: { daysAfterStart: days } }),
  }
}
