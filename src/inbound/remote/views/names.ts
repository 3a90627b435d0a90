import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import type { Ids, ToldNames } from '../../place-names.ts'

/** The names that a server has for ids: what is gone from it is not among them. */
export async function namesThere(site: MoodleSite, ids: Ids): Promise<ToldNames> {
  const courses = await site.coursesById()
  const places = [...new Set(ids.courses)].filter((id) => courses.has(id))
  const [people, groups, groupings, categories] = await Promise.all([
    site.users({ usernames: [], emails: [], idnumbers: [], ids: [...new Set(ids.users)] }),
    isWanted(ids.groups) ? site.groupsIn(places) : [],
    isWanted(ids.groupings) ? site.groupingsIn(places) : [],
    site.categories(),
  ])
  return {
    courses: new Map([...courses.values()].map(({ id, shortname }) => [id, shortname])),
    users: new Map(people.map(({ id, username }) => [id, username])),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
    groupings: new Map(groupings.map(({ id, name }) => [id, name])),
    categories,
  }
}

function isWanted(ids: Iterable<number> = []): boolean {
  return [...ids].length > 0
}
