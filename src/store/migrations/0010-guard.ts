import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** What the guard needs: imports that are planned first, and runs that do a part of what a plan showed. */
export const guard: Migration = {
  name: '0010-guard',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    await protect(db, 'run_sieve', 'organisation')
  },
}

const STATEMENTS: readonly string[] = [
  // An import that is a plan while the guard judges it.
  'alter table run add column guarded boolean not null default false',
  // What becomes of the records that `run_sieve` does not take; null: the run takes all.
  'alter table run add column sieve text',

  // By record, from the first of a piece of a file on: whether the run takes it.
  `create table run_sieve (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     first integer not null,
     taken boolean[] not null,
     primary key (organisation_id, run_id, file_no, first))`,

  // Of plans: which records ask to remove something, whatever becomes of it.
  'alter table run_log_block add column removes boolean[]',

  // Number of the record within its file, from 0. Plans that are there can be released as a whole.
  'alter table plan_operation add column record integer not null default 0',
  'alter table plan_operation alter column record drop default',
]
