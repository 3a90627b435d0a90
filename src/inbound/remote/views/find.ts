import type { Course, User } from '../../../domain/entities.ts'
import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import { courseNamed, noCourse, noPerson, personNamed } from '../../find-subject.ts'

/** The people on a server whom a name means: see `findPeople`. Throws RB-2012 for nobody. */
export async function peopleThere(site: MoodleSite, name: string): Promise<User[]> {
  const found = await peopleCalled(site, name)
  if (found.length > 0) return found
  const { column, value } = personNamed(name)
  throw noPerson(column, value)
}

/** The same; empty for nobody. */
export function peopleCalled(site: MoodleSite, name: string): Promise<User[]> {
  const { column, value } = personNamed(name)
  const by = { usernames: [], emails: [], idnumbers: [] }
  return site.users({ ...by, [`${column}s`]: value === '' ? [] : [value] })
}

/** The courses on a server that a name means. Throws RB-3004 for none. */
export async function coursesThere(site: MoodleSite, name: string): Promise<Course[]> {
  const found = await coursesCalled(site, name)
  if (found.length > 0) return found
  const { column, value } = courseNamed(name)
  throw noCourse(column, value)
}

/** The same; empty for none. */
export function coursesCalled(site: MoodleSite, name: string): Promise<Course[]> {
  const { column, value } = courseNamed(name)
  return site.courses({ shortnames: [], idnumbers: [], [`${column}s`]: value === '' ? [] : [value] })
}
