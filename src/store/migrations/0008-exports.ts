import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** Exports: what is published, for whom, and what was delivered. */
export const exports: Migration = {
  name: '0008-exports',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['site_share', 'export', 'export_run', 'export_file', 'export_ledger']) {
      await protect(db, table, 'organisation')
    }
    // Who may see what of another's site is for the house alone to say.
    await sql`
      do $$ begin
        if to_regrole('rollbook_tenant') is not null then
          revoke insert, update, delete on site_share from rollbook_tenant;
        end if;
      end $$`.execute(db)
  },
}

const STATEMENTS: readonly string[] = [
  // An organisation may read the activity of a site that is not its own, of these people only.
  `create table site_share (
     organisation_id integer not null references organisation,
     site_id integer not null references site,
     field text not null,
     equals text not null,
     primary key (organisation_id, site_id))`,

  `create table export (
     organisation_id integer not null references organisation,
     id integer generated always as identity,
     site_id integer not null references site,
     name text collate "C" not null,
     dataset text not null,
     layout text not null,
     settings jsonb not null,
     primary key (organisation_id, id),
     unique (organisation_id, name))`,

  `create table export_run (
     organisation_id integer not null,
     id bigint generated always as identity,
     export_id integer not null,
     state text not null,
     clock timestamptz not null,
     started_at timestamptz not null,
     ended_at timestamptz,
     heartbeat_at timestamptz not null,
     finding jsonb,
     primary key (organisation_id, id))`,
  // One run of an export at a time.
  `create unique index export_run_running on export_run (organisation_id, export_id) where state = 'running'`,

  // state: writing → publishing → published → replaced; found: the file lay there and was not ours; skipped: there was
  // nothing to say. sequence and manifest are those of a file that was published.
  `create table export_file (
     organisation_id integer not null,
     export_id integer not null,
     id bigint generated always as identity,
     run_id bigint not null,
     state text not null,
     kind text not null,
     file_date text collate "C" not null,
     folder text not null,
     name text not null,
     window_from timestamptz not null,
     window_to timestamptz not null,
     replaces bigint,
     rows integer,
     late integer,
     corrected integer,
     held integer,
     size bigint,
     sha256 text,
     sequence integer,
     manifest text,
     published_at timestamptz,
     removed_at timestamptz,
     reissued_at timestamptz,
     primary key (organisation_id, export_id, id))`,
  `create unique index export_file_sequence on export_file (organisation_id, export_id, sequence)
     where sequence is not null`,
  `create unique index export_file_date on export_file (organisation_id, export_id, file_date)
     where kind = 'window' and state in ('published', 'found', 'skipped')`,

  // A row for each version of a fact that was delivered, by the file that brought it. key: of the fact; content: of the row
  // as it was spelled; facts: of what it says, however it is spelled.
  `create table export_ledger (
     organisation_id integer not null,
     export_id integer not null,
     key uuid not null,
     file_id bigint not null,
     content uuid not null,
     facts uuid not null,
     primary key (organisation_id, export_id, key, file_id))`,
]
