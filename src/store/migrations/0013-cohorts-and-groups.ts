import { sql } from 'kysely'
import type { Migration } from './index.ts'

/** What files about cohorts and groups alone bring. Defaults of the columns are only for the rows that are there. */
export const cohortsAndGroups: Migration = {
  name: '0013-cohorts-and-groups',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}

const STATEMENTS: readonly string[] = [
  `alter table site_cohort add column description text not null default '',
     add column visible boolean not null default true, add column category_id bigint not null default 0`,
  `alter table site_cohort alter column description drop default, alter column visible drop default,
     alter column category_id drop default`,
  'create index site_cohort_name on site_cohort (site_id, name)',

  `alter table site_group add column idnumber text collate "C" not null default '',
     add column description text not null default ''`,
  'alter table site_group alter column idnumber drop default, alter column description drop default',
  `create index site_group_idnumber on site_group (site_id, course_id, idnumber) where idnumber <> ''`,
]
