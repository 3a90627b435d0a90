import { sql } from 'kysely'
import type { Migration } from './index.ts'

/**
 * What formats beside Data Hub's bring: categories with an id number that may be hidden, courses that end, and cohorts.
 * Defaults of the columns are only for the rows that are there.
 */
export const moreFormats: Migration = {
  name: '0002-more-formats',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['site_cohort', 'site_cohort_member']) {
      await sql.raw(`alter table ${table} enable row level security`).execute(db)
      await sql.raw(`alter table ${table} force row level security`).execute(db)
      await sql
        .raw(
          `create policy own on ${table} using ((select rollbook_house()) or ${BY_SITE}) with check (${BY_SITE})`,
        )
        .execute(db)
      await sql.raw(`create policy house on ${table} with check ((select rollbook_house()))`).execute(db)
      await sql
        .raw(
          `do $$ begin
             if to_regrole('rollbook_tenant') is not null then
               grant select, insert, update, delete on ${table} to rollbook_tenant;
             end if;
           end $$`,
        )
        .execute(db)
    }
  },
}

const BY_SITE = 'site_id = any ((select rollbook_sites())::integer[])'

const ORIGIN = 'origin_run bigint, origin_file integer, origin_line integer'

const STATEMENTS: readonly string[] = [
  `alter table site_category add column idnumber text collate "C" not null default ''`,
  'alter table site_category add column visible boolean not null default true',
  'alter table site_category alter column idnumber drop default, alter column visible drop default',
  `alter table site_course add column enddate text not null default ''`,
  'alter table site_course alter column enddate drop default',

  `create table site_cohort (
     site_id integer not null,
     id bigint not null,
     idnumber text collate "C" not null,
     name text not null,
     ${ORIGIN},
     primary key (site_id, id))`,
  'create index site_cohort_idnumber on site_cohort (site_id, idnumber)',

  `create table site_cohort_member (
     site_id integer not null,
     cohort_id bigint not null,
     user_id bigint not null,
     ${ORIGIN},
     primary key (site_id, cohort_id, user_id))`,
  'create index site_cohort_member_user on site_cohort_member (site_id, user_id)',
]
