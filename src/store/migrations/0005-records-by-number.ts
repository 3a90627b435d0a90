import { sql } from 'kysely'
import type { Migration } from './index.ts'

/**
 * Records are told apart by their number within the file: a file of XML may have all of them on one line. Notes that are
 * there had one line each, so the line serves as their number; plans that are there are applied in one piece.
 */
export const recordsByNumber: Migration = {
  name: '0005-records-by-number',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}

const STATEMENTS: readonly string[] = [
  'alter table run_log_note add column record integer',
  `update run_log_note n set record = b.first + at.ord
     from run_log_block b, unnest(b.lines) with ordinality at (line, ord)
     where b.organisation_id = n.organisation_id and b.run_id = n.run_id and b.file_no = n.file_no and at.line = n.line`,
  'alter table run_log_note drop constraint run_log_note_pkey',
  'delete from run_log_note where record is null',
  'alter table run_log_note add primary key (organisation_id, run_id, file_no, record)',
  'alter table plan_operation add column chunk_first integer not null default 0',
  'alter table plan_operation alter column chunk_first drop default',
]
