import { pages } from '../../../../transport/moodle-db/picture.ts'
import { sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import type { RosterReader } from './reader.ts'

/** The people of a site. */
export const user: RosterReader<'user'> = {
  needs: { user: ['firstname', 'lastname', 'institution', 'department', 'city', 'country'] },
  async *read({ picture, learners }) {
    const accounts = pages<{ id: number }>(
      picture,
      ACTIVITY_BATCH,
      (after, limit) =>
        sql`select u.id from ${table('user')} u where u.id > ${after} and u.deleted = 0 order by u.id limit ${limit}`,
    )
    for await (const rows of accounts) {
      const people = await learners(rows.map(({ id }) => id))
      yield [...people.values()].map((learner) => ({ learner }))
    }
  },
}
