import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** What files delivered, as it is noted while they are written. */
export const ledgerNotes: Migration = {
  name: '0017-ledger-notes',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    await protect(db, 'export_note', 'organisation')
  },
}

const STATEMENTS: readonly string[] = [
  // A row for each batch of a file. digests: 48 bytes for each fact, as key, content and facts of `export_ledger`, where a
  // later file looks them up: each of them is put there, and into the index, when a later file first asks.
  `create table export_note (
     organisation_id integer not null,
     export_id integer not null,
     file_id bigint not null,
     id bigint generated always as identity,
     digests bytea not null,
     primary key (organisation_id, export_id, file_id, id))`,
  // Digests cannot be made shorter: it is not to be tried.
  'alter table export_note alter column digests set storage external',
]
