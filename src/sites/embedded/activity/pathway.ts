import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  pathway: string
  attempt: number
  time: Date
}

export const pathway: DatasetReader<'pathway', Row> = {
  table: 'site_pathway_completion',
  columns: sql`a.pathway, a.attempt, a.time`,
  inCourses: false,
  times: ['time'],
  factOf({ pathway, attempt, time }, learner) {
    return {
      key: ACTIVITY_KEYS.pathwayCompletion({ userId: learner.id, pathway, attempt }),
      learner,
      pathway,
      attempt,
      time: time.getTime(),
    }
  },
}
