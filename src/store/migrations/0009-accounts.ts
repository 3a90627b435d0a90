import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** SFTP logins of organisations, and what was done through them. */
export const accounts: Migration = {
  name: '0009-accounts',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of ['account', 'sftp_audit']) await protect(db, table, 'organisation')
  },
}

const STATEMENTS: readonly string[] = [
  // Who logs in says no more than the login: so it is unique among all organisations. "keys" is a list of type, blob in
  // base64, fingerprint and comment. "outbound_folder" is below the organisation's outbox; '' is all of it.
  `create table account (
     organisation_id integer not null references organisation,
     id integer generated always as identity,
     login text collate "C" not null unique,
     keys jsonb not null,
     password_hash text,
     allowed_addresses text[] not null,
     expires_at timestamptz,
     disabled boolean not null default false,
     legacy_algorithms boolean not null,
     quota bigint not null,
     outbound_folder text not null,
     files_in_home boolean not null,
     created_at timestamptz not null,
     primary key (organisation_id, id))`,

  // "size", "first_byte", "last_byte" and "modified_at" are those of a file; the last byte is the one behind the last sent.
  `create table sftp_audit (
     organisation_id integer not null,
     id bigint generated always as identity,
     account_id integer not null,
     session text not null,
     at timestamptz not null,
     action text not null,
     address text not null,
     path text,
     size bigint,
     first_byte bigint,
     last_byte bigint,
     modified_at timestamptz,
     milliseconds integer,
     detail text,
     primary key (organisation_id, id))`,
  `create index sftp_audit_file on sftp_audit (organisation_id, path, modified_at)
     where action in ('sent', 'collected')`,
]
