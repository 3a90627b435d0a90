import type { Cohort, CohortMember } from '../../../domain/entities.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { inPages } from './pages.ts'
import { readRows, text, whole } from './rows.ts'

const PAGE = 100

/** Cohorts by id number. The search fits parts of names too, so its finds are compared again. */
export async function cohortsNamed(ws: MoodleWs, idnumbers: readonly string[]): Promise<Cohort[]> {
  const found = await Promise.all(idnumbers.map((idnumber) => search(ws, idnumber)))
  return found.flat()
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
      const cohort = { id: whole(row, 'id'), idnumber: text(row, 'idnumber'), name: text(row, 'name') }
      if (cohort.idnumber === query) found.push(cohort)
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
