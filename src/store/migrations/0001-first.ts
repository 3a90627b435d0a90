import { sql } from 'kysely'
import { HUB_SQL } from './0001-hub.sql.ts'
import { EMBEDDED_SITE_SQL } from './0001-site.sql.ts'
import type { Migration } from './index.ts'

/** The first schema: organisations, sites, feeds, runs, the hub's memory, and the embedded site's records. */
export const first: Migration = {
  name: '0001-first',
  async up(db) {
    for (const statement of [...HUB_SQL, ...EMBEDDED_SITE_SQL]) await sql.raw(statement).execute(db)
    for (const [table, rule] of Object.entries(VISIBLE)) {
      await sql.raw(`alter table ${table} enable row level security`).execute(db)
      await sql.raw(`alter table ${table} force row level security`).execute(db)
      await sql
        .raw(
          `create policy own on ${table} using ((select rollbook_house()) or ${rule}) with check (${rule})`,
        )
        .execute(db)
      await sql.raw(`create policy house on ${table} with check ((select rollbook_house()))`).execute(db)
    }
    // Where the role may not be made, the tables' owner is held to the same policies (`force row level security`).
    await sql`
      do $$ begin
        if to_regrole('rollbook_tenant') is not null then
          grant select, insert, update, delete on all tables in schema public to rollbook_tenant;
          revoke insert, update, delete on organisation from rollbook_tenant;
          grant usage on all sequences in schema public to rollbook_tenant;
        end if;
      end $$`.execute(db)
  },
}

const BY_ORGANISATION = 'organisation_id = (select rollbook_organisation())'
/** A list that is made once for a statement: a sub-select here would stand in the plan of each statement as a join. */
const BY_SITE = 'site_id = any ((select rollbook_sites())::integer[])'

/** Which rows an organisation sees, for each table: row-level security from the first day. */
const VISIBLE: Record<string, string> = {
  organisation: 'id = (select rollbook_organisation())',
  site: BY_ORGANISATION,
  feed: BY_ORGANISATION,
  arrival: BY_ORGANISATION,
  run: BY_ORGANISATION,
  run_file: BY_ORGANISATION,
  run_log_block: BY_ORGANISATION,
  run_log_note: BY_ORGANISATION,
  plan_operation: BY_ORGANISATION,
  plan_key: BY_ORGANISATION,
  plan_mail: BY_ORGANISATION,
  plan_memory: BY_ORGANISATION,
  plan_forgotten: BY_ORGANISATION,
  mail: BY_ORGANISATION,
  mail_attachment: BY_ORGANISATION,
  memory: BY_SITE,
  site_role: BY_SITE,
  site_profile_field: BY_SITE,
  site_user: BY_SITE,
  site_category: BY_SITE,
  site_course: BY_SITE,
  site_activity: BY_SITE,
  site_enrolment: BY_SITE,
  site_role_assignment: BY_SITE,
  site_group: BY_SITE,
  site_group_member: BY_SITE,
  site_grouping: BY_SITE,
  site_grouping_group: BY_SITE,
  history: BY_SITE,
}
