import type { User } from '../domain/entities.ts'
import type { Refs } from '../domain/refs.ts'
import { type PartsState, pair } from '../domain/site-state.ts'
import { CategoryTree } from '../domain/state/category-tree.ts'
import type { PeopleIndex } from '../domain/state/people-index.ts'
import { coursesNamed, idsOfPerson, loadPlaces, push, uniquePairs } from './load-places.ts'
import type { Pair, SiteReader } from './site.ts'

/** Loads what records of users name besides: courses, roles, groups and cohorts. */
export async function loadParts(
  refs: Refs,
  users: PeopleIndex<User>,
  site: SiteReader,
  newId: () => number,
): Promise<PartsState> {
  const categories = await site.categories()
  const courses = await coursesNamed(refs, site)
  const places = await loadPlaces(refs, { people: users, courses, categories }, site, newId)
  const cohorts: PartsState['cohorts'] = new Map()
  const cohortMembers: PartsState['cohortMembers'] = new Set()
  if (refs.cohorts.length > 0) {
    const idnumbers = new Set(refs.cohorts.map(({ idnumber }) => idnumber))
    for (const cohort of await site.cohorts({ idnumbers: [...idnumbers], names: [] }))
      push(cohorts, cohort.idnumber, cohort)
    const wanted = refs.cohorts.flatMap(({ person, idnumber }) =>
      [...idsOfPerson(person, users)].flatMap((userId) =>
        (cohorts.get(idnumber) ?? []).map(({ id }): Pair => [id, userId]),
      ),
    )
    for (const member of await site.cohortMembers(uniquePairs(wanted))) {
      cohortMembers.add(pair(member.cohortId, member.userId))
    }
  }
  return { ...places, categories: new CategoryTree(categories), cohorts, cohortMembers }
}
