import { finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { type EnrollableCourse, type EnrolmentState, named } from '../../domain/site-state.ts'
import type { GroupSync } from '../../domain/sync-action.ts'
import { isLongerThan } from '../../domain/values/text-length.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { createGroup, putInGrouping } from '../groups.ts'
import { naming } from './naming.ts'

/** Characters (the limits of a Moodle group). */
const LIMITS: Limits = [
  ['name', 254],
  ['groupIdnumber', 100],
  ['grouping', 254],
]

const LONGEST_KEY = 50

/** Carries out the wish for one group. */
export function planGroupSync(action: GroupSync, state: EnrolmentState, draft: Draft): Outcome {
  const { name, values, grouping, password } = action
  const { idnumber } = values
  const long = tooLong('group', { name, groupIdnumber: idnumber, grouping }, LIMITS, draft)
  if (long !== null) return long
  if (password !== undefined && isLongerThan(password, LONGEST_KEY)) {
    return draft.refuse('RB-4408', { field: draft.label('group', 'enrolmentkey'), limit: LONGEST_KEY })
  }
  const course = theCourse(action, state, draft)
  if (isOutcome(course)) return course
  const parts = { course: course.shortname }
  if ((state.groups.get(named(course.id, name)) ?? []).length > 0) {
    const known = naming('group', { field: 'name', value: name }, draft)
    return draft.outcome('unchanged', finding('RB-4406', { ...known, ...parts }))
  }
  const taken = state.groupIdnumbers!
  if (idnumber !== undefined && taken.has(named(course.id, idnumber))) {
    const known = naming('group', { field: 'groupIdnumber', value: idnumber }, draft)
    return draft.refuse('RB-4407', { ...known, ...parts })
  }
  const put = grouping === undefined ? null : putInGrouping(grouping, course, state, draft)
  if (isOutcome(put)) return put
  const group = createGroup(name, course, state, draft, {
    ...values,
    ...(password !== undefined && { passwordHash: draft.passwords.hash(password) }),
  })
  if (idnumber !== undefined) taken.add(named(course.id, idnumber))
  put?.(group)
  return draft.outcome('created')
}

function theCourse(
  { course: by }: GroupSync,
  state: EnrolmentState,
  draft: Draft,
): EnrollableCourse | Outcome {
  const [found, ...others] =
    by.field === 'shortname' ? state.courses.withShortname(by.value) : state.courses.withIdnumber(by.value)
  const parts = naming('group', by, draft)
  if (found === undefined) return draft.refuse('RB-3004', parts)
  return others.length > 0 ? draft.refuse('RB-3006', parts) : found
}
