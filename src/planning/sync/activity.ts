import type { ActivityKind } from '../../domain/activity-entities.ts'
import { type ActivitySync, wantedActivity } from '../../domain/activity-wish.ts'
import { finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { activityKey, personKeys } from '../../domain/record-key.ts'
import { type ActivityState, activityName } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import { compareDecimals, parseDecimal } from '../../domain/values/decimal.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { naming } from './naming.ts'

/** As long as a Moodle site lets names of activities be. They are parts of keys, which have an end too. */
const LIMITS: Limits = [
  ['scorm', 255],
  ['sco', 255],
  ['facetoface', 255],
  ['quiz', 255],
  ['pathway', 255],
  ['name', 255],
]

/** Makes what a person did, or corrects what the site has of the same thing. */
export function planActivity(action: ActivitySync, state: ActivityState, draft: Draft): Outcome {
  const long = tooLong('activity', action.values as object as Readonly<Record<string, string>>, LIMITS, draft)
  if (long !== null) return long
  const person = thePerson(action, state, draft)
  if (isOutcome(person)) return person
  const courseId = theCourse(action, state, draft)
  if (isOutcome(courseId)) return courseId
  const wanted = wantedActivity(action, person.id, courseId, state.facts.timezone)
  const name = activityName(action.of, wanted)
  const before = state.known.get(name) ?? null
  if (before !== null && isSame(before, wanted)) return draft.outcome('unchanged', finding('RB-4504'))
  state.known.set(name, wanted)
  draft.change<ActivityKind>(action.of, before, wanted)
  // Other feeds may name the person in another way.
  for (const key of personKeys(person)) draft.forgetKey('activity', activityKey(key, action))
  return draft.outcome(before === null ? 'created' : 'updated')
}

function isSame(before: object, wanted: object): boolean {
  const old = before as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([field, value]) => {
    const was = old[field]
    if (was === value) return true
    return DECIMALS.has(field) && isSameDecimal(was, value)
  })
}

function isSameDecimal(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((text) => (typeof text === 'string' ? parseDecimal(text) : null))
  return a != null && b != null && compareDecimals(a, b) === 0
}

const DECIMALS: ReadonlySet<string> = new Set(['score', 'passScore', 'grade', 'min', 'max'])

function thePerson({ person }: ActivitySync, { people }: ActivityState, draft: Draft): Person | Outcome {
  const ids = people.having(person.field, person.value)
  const named = () => naming('activity', person, draft)
  if (ids.length === 0) return draft.refuse('RB-2012', named())
  return ids.length > 1 ? draft.refuse('RB-2015', named()) : people.get(ids[0]!)!
}

function theCourse({ course }: ActivitySync, { courses }: ActivityState, draft: Draft): number | Outcome {
  if (course === null) return 0
  const { field, value } = course
  const found = field === 'shortname' ? courses.withShortname(value) : courses.withIdnumber(value)
  const named = () => naming('activity', { field: 'course', value }, draft)
  if (found.length === 0) return draft.refuse('RB-3004', named())
  return found.length > 1 ? draft.refuse('RB-3006', named()) : found[0]!.id
}
