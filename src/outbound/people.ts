import type { Learner } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import type { ActivityQuestion, PeopleFilter } from '../sites/activity.ts'

const PROFILE = 'profile.'
const COHORTS = 'cohorts'

/** Fields that every learner is told with. */
const IDENTIFIERS = { id: true, username: true, idnumber: true, email: true } as const

/** What a question must ask for, so that `fieldOf` can answer for these fields. */
export function askedFields(
  fields: readonly string[],
): Pick<ActivityQuestion, 'accountFields' | 'profileFields' | 'cohorts'> {
  const asked = [...new Set(fields)]
  const ofProfile = asked.filter((field) => field.startsWith(PROFILE))
  return {
    accountFields: asked.filter(
      (field) => !field.startsWith(PROFILE) && field !== COHORTS && !Object.hasOwn(IDENTIFIERS, field),
    ),
    profileFields: ofProfile.map((field) => field.slice(PROFILE.length)),
    cohorts: asked.includes(COHORTS),
  }
}

/** A field of a person, `cohorts` joined by spaces. Null when the site does not know the field. */
export function fieldOf(learner: Learner, field: string): string | null {
  if (field === COHORTS) return learner.cohorts.join(' ')
  if (Object.hasOwn(IDENTIFIERS, field)) return String(learner[field as keyof typeof IDENTIFIERS])
  const own = field.startsWith(PROFILE)
    ? ownField(learner.profile, field.slice(PROFILE.length))
    : ownField(learner.account, field)
  return own ?? null
}

/**
 * Outbound rule O-49: whole value, exact case, after trimming. A person is in scope when every filter fits. Throws
 * RB-7112 when a filter cannot be judged: nobody is sent then, rather than somebody else's people.
 */
export function inScope(learner: Learner, filters: readonly PeopleFilter[]): boolean {
  return filters.every(({ field, equals }) => {
    const wanted = equals.trim()
    if (field === COHORTS) return learner.cohorts.some((cohort) => cohort.trim() === wanted)
    const value = fieldOf(learner, field)
    if (value === null) throw refusal('RB-7112', { value: equals, field })
    return wanted !== '' && value.trim() === wanted
  })
}

function ownField(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
