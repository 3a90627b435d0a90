import type { RecordKind } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import type { RemovalWay } from '../../domain/removal.ts'
import type { Pair, SiteReader } from '../site.ts'

/**
 * Those keys of full lists on whose things a removal could still act, in bulk: people who are there, and not suspended
 * already where it suspends; and so on. The server's answer to what `embedded/read/removable.ts` asks its tables.
 */
export async function removableOf(
  site: SiteReader,
  kind: RecordKind,
  how: RemovalWay,
  keys: readonly string[],
): Promise<string[]> {
  switch (kind) {
    case 'user': {
      const people = await peopleOf(site, keys.map(idnumberIn))
      return keys.filter((key) =>
        people.get(idnumberIn(key))?.some(({ suspended }) => how !== 'suspend' || !suspended),
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
