import type { Cohort, CohortMember } from '../../../domain/entities.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { CohortNames } from '../../site.ts'
import { inPages } from './pages.ts'
import { flag, readRows, text, whole } from './rows.ts'

const PAGE = 100

/** Of more names than this all cohorts are asked for: that is a call for each hundred cohorts, not one for each name. */
const MOST_SEARCHES = 10

/** Cohorts by id number or name. The search fits parts of both, so its finds are compared again. */
export async function cohortsNamed(ws: MoodleWs, { idnumbers, names }: CohortNames): Promise<Cohort[]> {
  const wanted = new Set([...idnumbers, ...names])
  const queries = wanted.size > MOST_SEARCHES ? [''] : [...wanted]
  const found = (await Promise.all(queries.map((query) => search(ws, query)))).flat()
  const byIdnumber = new Set(idnumbers)
  const byName = new Set(names)
  const fitting = found.filter(({ idnumber, name }) => byIdnumber.has(idnumber) || byName.has(name))
  return [...new Map(fitting.map((cohort) => [cohort.id, cohort])).values()]
}

async function search(ws: MoodleWs, query: string): Promise<Cohort[]> {
  const found: Cohort[] = []
  for (let limitfrom = 0; ; limitfrom += PAGE) {
    const rows = await readRows(
      ws,
      'core_cohort_search_cohorts',
      {
        query,
        context: { contextlevel: 'system', instanceid: 0 },
        includes: 'all',
        limitfrom,
        limitnum: PAGE,
      },
      'cohorts',
    )
    for (const row of rows) {
      found.push({
        id: whole(row, 'id'),
        idnumber: text(row, 'idnumber'),
        name: text(row, 'name'),
        description: text(row, 'description'),
        visible: flag(row, 'visible'),
        categoryId: null,
      })
    }
    if (rows.length < PAGE) return found
  }
}

export async function membersOfCohorts(ws: MoodleWs, cohortIds: readonly number[]): Promise<CohortMember[]> {
  const rows = await inPages(ws, cohortIds, (cohortids) =>
    readRows(ws, 'core_cohort_get_cohort_members', { cohortids }),
  )
  return rows.flatMap((row) =>
    (row['userids'] as number[]).map((userId) => ({ cohortId: whole(row, 'cohortid'), userId })),
  )
}
