import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/**
 * What formats beside Data Hub's bring: categories with an id number that may be hidden, courses that end, and cohorts.
 * Defaults of the columns are only for the rows that are there.
 */
export const moreFormats: Migration = {
  name: '0002-more-formats',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['site_cohort', 'site_cohort_member']) await protect(db, table, 'site')
  },
}

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
