import type { RecordKind } from '../../domain/action.ts'
import type { User } from '../../domain/entities.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import {
  type FILTER_FIELDS,
  PROFILE_OF_FILTER,
  type RemovalWay,
  type UserFilter,
} from '../../domain/removal.ts'
import type { Pair, SiteReader } from '../site.ts'

/**
 * Those keys of full lists on whose things a removal could still act, in bulk: people who are there, and not suspended
 * already where it suspends; and so on. The server's answer to what `embedded/read/removable.ts` asks its tables.
 */
export async function removableOf(
  site: SiteReader,
  kind: RecordKind,
  { how, among = {} }: { readonly how: RemovalWay; readonly among?: UserFilter },
  keys: readonly string[],
): Promise<string[]> {
  switch (kind) {
    case 'user': {
      const people = await peopleOf(site, keys.map(idnumberIn))
      return keys.filter((key) =>
        people
          .get(idnumberIn(key))
          ?.some((user) => (how !== 'suspend' || !user.suspended) && isAmong(user, among)),
      )
    }
    case 'course': {
      const courses = await coursesOf(site, keys.map(idnumberIn))
      return keys.filter((key) => courses.get(idnumberIn(key))?.some(({ visible }) => visible))
    }
    case 'enrolment':
      return enrolmentsOf(site, how, keys)
    case 'category':
    case 'cohort':
    case 'group':
    case 'activity':
      return []
  }
}

function isAmong(user: User, among: UserFilter): boolean {
  return Object.entries(among).every(([field, value]) => {
    if (!field.startsWith(PROFILE_OF_FILTER)) return user[field as (typeof FILTER_FIELDS)[number]] === value
    return user.profile[field.slice(PROFILE_OF_FILTER.length)] === value
  })
}

/** `i:7731` is about what has the id number 7731. */
function idnumberIn(key: string): string {
  return key.slice('i:'.length)
}

async function peopleOf(site: SiteReader, idnumbers: readonly string[]) {
  const users = await site.users({ usernames: [], emails: [], idnumbers: [...new Set(idnumbers)] })
  return Map.groupBy(users, ({ idnumber }) => idnumber)
}

async function coursesOf(site: SiteReader, idnumbers: readonly string[]) {
  const courses = await site.courses({ shortnames: [], idnumbers: [...new Set(idnumbers)] })
  return Map.groupBy(courses, ({ idnumber }) => idnumber)
}

async function enrolmentsOf(site: SiteReader, how: RemovalWay, keys: readonly string[]): Promise<string[]> {
  const named = keys.map((key) => {
    const [person = '', , course = ''] = key.split(SEPARATOR)
    return { key, person: idnumberIn(person), course }
  })
  const people = await peopleOf(
    site,
    named.map(({ person }) => person),
  )
  const courses = await coursesOf(
    site,
    named.map(({ course }) => course),
  )
  const places = named.map(({ key, person, course }) => ({
    key,
    pairs: (people.get(person) ?? []).flatMap((user) =>
      (courses.get(course) ?? []).map(({ id }): Pair => [user.id, id]),
    ),
  }))
  const enrolments = await site.enrolments(places.flatMap(({ pairs }) => pairs))
  const counted = enrolments.filter(({ status }) => how !== 'suspend' || status === 'active')
  const there = new Set(counted.map(({ userId, courseId }) => `${userId}:${courseId}`))
  return places
    .filter(({ pairs }) => pairs.some(([userId, courseId]) => there.has(`${userId}:${courseId}`)))
    .map(({ key }) => key)
}
