import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** Published files on their way to the servers and folders of others. */
export const deliveries: Migration = {
  name: '0012-deliveries',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['export_delivery', 'export_secret']) await protect(db, table, 'organisation')
  },
}

const STATEMENTS: readonly string[] = [
  // state: waiting, delivered, failed. "since" is when it began to wait. "size" and "sha256" are of what was, or was about to
  // be, put in place: with PGP not those of the file. "incident_at": it was not there by the deadline. "worker" is at work on
  // it, and gave its last sign of life at "alive_at".
  `create table export_delivery (
     organisation_id integer not null,
     export_id integer not null,
     file_id bigint not null,
     destination text collate "C" not null,
     state text not null,
     attempts integer not null,
     since timestamptz not null,
     next_attempt_at timestamptz not null,
     finding jsonb,
     size bigint,
     sha256 text,
     incident_at timestamptz,
     delivered_at timestamptz,
     worker text,
     alive_at timestamptz,
     primary key (organisation_id, export_id, file_id, destination))`,
  `create index export_delivery_waiting on export_delivery (organisation_id, export_id, destination)
     where state = 'waiting'`,

  // "address" is where the secret was given for: it is sent nowhere else.
  `create table export_secret (
     organisation_id integer not null,
     export_id integer not null,
     destination text collate "C" not null,
     address text not null,
     sealed text not null,
     primary key (organisation_id, export_id, destination))`,
]
