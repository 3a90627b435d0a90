import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** The clock of exports: which file is awaited, when it is tried again, and whether it was there in time. */
export const exportWatch: Migration = {
  name: '0016-export-watch',
  async up(db) {
    await sql.raw(TABLE).execute(db)
    await protect(db, 'export_watch', 'organisation')
  },
}

// A row for each date of an export since it is looked after. "since": what was to happen before it is nobody's fault.
// "warned_at": each time that it was told to be missing; "incident_at": when it was seen not to have been there by the
// deadline; "published_at": when it was settled, null while it is missing.
const TABLE = `create table export_watch (
     organisation_id integer not null,
     export_id integer not null,
     file_date text collate "C" not null,
     since timestamptz not null,
     attempts integer not null,
     next_attempt_at timestamptz,
     warned_at timestamptz[] not null,
     incident_at timestamptz,
     published_at timestamptz,
     primary key (organisation_id, export_id, file_date))`
