import { CONTEXT_LEVELS, type ContextLevel, type Role } from '../domain/entities.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { EnrollableCourse, EnrolmentState } from '../domain/site-state.ts'
import { nearest } from '../domain/values/nearest.ts'
import type { Draft } from './draft.ts'

/** The place that a record names. */
export type Instance =
  | { readonly context: 'course'; readonly id: number; readonly course: EnrollableCourse }
  | { readonly context: Exclude<ContextLevel, 'course'>; readonly id: number }

export function findRole(shortname: string, state: EnrolmentState, draft: Draft): Role | Outcome {
  const role = state.roles.get(shortname)
  if (role !== undefined) return role
  const names = Array.from(state.roles.keys())
  const near = nearest(shortname, names)
  return draft.refuse('RB-4001', {
    field: draft.label('enrolment', 'role'),
    value: shortname,
    accepted: names.join(', '),
    hint: near === null ? '' : `. Did you mean "${near}"?`,
  })
}

/**
 * Finds the place: a course by short name, a category by its own name wherever it lies, a user by user name, the
 * system by any word or none (Data Hub section 5.1, rule E-3, quirk Q-1).
 */
export function findInstance(
  context: string,
  name: string | undefined,
  state: EnrolmentState,
  draft: Draft,
): Instance | Outcome {
  switch (context) {
    case 'system':
      return { context, id: 0 }
    case 'course': {
      const courses = state.courses.withShortname(name!)
      if (courses.length !== 1) return notTheOne(courses.length, name!, 'course', 'short name', draft)
      return { context, id: courses[0]!.id, course: courses[0]! }
    }
    case 'coursecat': {
      const ids = state.categoriesByName.get(name!) ?? []
      return ids.length === 1
        ? { context, id: ids[0]! }
        : notTheOne(ids.length, name!, 'category', 'name', draft)
    }
    case 'user': {
      const [id] = state.people.having('username', name!.toLowerCase())
      return id === undefined ? notTheOne(0, name!, 'user', 'user name', draft) : { context, id }
    }
    default:
      return draft.refuse('RB-4002', {
        field: draft.label('enrolment', 'context'),
        value: context,
        accepted: CONTEXT_LEVELS.join(', '),
      })
  }
}

function notTheOne(found: number, value: string, thing: string, accepted: string, draft: Draft): Outcome {
  const field = draft.label('enrolment', 'instance')
  return draft.refuse(found === 0 ? 'RB-4003' : 'RB-4004', { field, value, thing, accepted })
}
