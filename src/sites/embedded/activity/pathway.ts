import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  pathway: string
  attempt: number
  time: number
}

export const pathway: DatasetReader<'pathway', Row> = {
  table: 'site_pathway_completion',
  columns: { pathway: sql`a.pathway`, attempt: sql`a.attempt`, time: seconds('time') },
  inCourses: false,
  times: ['time'],
  factOf(rows, at, learner) {
    const pathway = rows.pathway[at]!
    const attempt = rows.attempt[at]!
    return {
      key: ACTIVITY_KEYS.pathwayCompletion({ userId: learner.id, pathway, attempt }),
      learner,
      pathway,
      attempt,
      time: msOf(rows.time[at]!),
    }
  },
}
