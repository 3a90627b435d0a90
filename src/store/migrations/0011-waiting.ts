import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** Records that wait for a user or a course. */
export const waiting: Migration = {
  name: '0011-waiting',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['waiting_record', 'run_waiting', 'plan_waiting']) {
      await protect(db, table, 'organisation')
    }
  },
}

/** What a record asks for, as its feed read it, and why it waits. */
const RECORD = `follows boolean not null,
     label text,
     hash bytea not null,
     action jsonb not null,
     finding jsonb not null,
     since timestamptz not null,
     until timestamptz not null`

const STATEMENTS: readonly string[] = [
  // What waits now. run_id and file_no: where it was last sent; wanted: what has to be there (domain/waiting.ts); follows: it waits
  // behind another record of its key, which it builds upon; come: some of what it wants came to a server of its own.
  `create table waiting_record (
     organisation_id integer not null,
     feed_id integer not null,
     key text collate "C" not null,
     site_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     line integer not null,
     wanted text[] not null,
     come boolean not null default false,
     ${RECORD},
     primary key (organisation_id, feed_id, key, follows))`,
  'create index waiting_record_site on waiting_record (organisation_id, site_id)',

  // What a run takes up once more, by the file of the run that it makes: as it was when the run began.
  // named: no full list of the run lacks it.
  `create table run_waiting (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     ord integer not null,
     line integer not null,
     key text collate "C" not null,
     ${RECORD},
     named boolean not null default true,
     primary key (organisation_id, run_id, file_no, ord))`,

  // Of plans, until they are applied: records that will wait, and without action keys that will wait no longer.
  `create table plan_waiting (
     organisation_id integer not null,
     run_id bigint not null,
     key text collate "C" not null,
     file_no integer,
     line integer,
     wanted text[],
     ${RECORD.replaceAll(' not null', '')},
     primary key (organisation_id, run_id, key, follows))`,
]
