import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** Sites that are servers of their own: how they are reached, and what a run is about to write there. */
export const remoteSites: Migration = {
  name: '0003-remote-sites',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    await protect(db, 'site_intent', 'site')
  },
}

const STATEMENTS: readonly string[] = [
  // Of a site of kind 'moodle': url and token, the token sealed.
  'alter table site add column connection jsonb',

  // One for each site at the most: whoever holds it writes there, and nobody else. "worker", "held" and "alive_at" tell
  // whether somebody is at it. Passwords in "chunk" are sealed.
  `create table site_intent (
     site_id integer not null primary key,
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     first integer not null,
     worker uuid not null,
     held boolean not null,
     alive_at timestamptz not null,
     chunk jsonb not null)`,
]
