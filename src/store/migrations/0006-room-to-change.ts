import { sql } from 'kysely'
import type { Migration } from './index.ts'

/**
 * Room in each page for rows that change: PostgreSQL then puts the new row beside the old one and leaves the indexes as
 * they are (HOT), where it would otherwise write to each of them.
 */
export const roomToChange: Migration = {
  name: '0006-room-to-change',
  async up(db) {
    for (const table of ['site_user', 'site_enrolment', 'memory']) {
      await sql.raw(`alter table ${table} set (fillfactor = 90)`).execute(db)
    }
  },
}
