import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** What full lists need: what a file names, what it lacks, and runs that wait for a person. */
export const removals: Migration = {
  name: '0004-removals',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['run_present_key', 'run_missing_key']) await protect(db, table, 'organisation')
  },
}

const STATEMENTS: readonly string[] = [
  // Whether the removals of a run were counted and judged, and why it waits for a person.
  'alter table run add column judged boolean not null default false',
  'alter table run add column held jsonb',

  // Only while a run counts: without keys of its own, because it is filled once and read once.
  `create table run_present_key (
     organisation_id integer not null,
     run_id bigint not null,
     kind smallint not null,
     key text collate "C" not null)`,
  'create index run_present_key_run on run_present_key (organisation_id, run_id)',

  `create table run_missing_key (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     ord integer not null,
     key text collate "C" not null,
     primary key (organisation_id, run_id, file_no, ord))`,
]
