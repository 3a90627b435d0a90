/**
 * Organisations, sites, feeds, runs. Names that are looked up exactly are collated "C": comparing bytes is what an
 * identifier means, and it is faster. Arrays in `run_log_block` hold one element for each record of a chunk: a log
 * of a million records is two hundred rows.
 */
export const HUB_SQL: readonly string[] = [
  `create function rollbook_organisation() returns integer language sql stable
     return nullif(current_setting('rollbook.organisation_id', true), '')::integer`,

  `create function rollbook_house() returns boolean language sql stable
     return coalesce(current_setting('rollbook.house', true), '') = 'on'`,

  `create table organisation (
     id integer generated always as identity primary key,
     name text collate "C" not null unique,
     title text not null)`,

  `create table site (
     id integer generated always as identity primary key,
     organisation_id integer not null references organisation,
     name text collate "C" not null,
     kind text not null,
     facts jsonb not null,
     revision bigint not null default 0,
     last_id bigint not null default 0,
     unique (organisation_id, name))`,

  // `site` has a policy of its own, so these are the organisation's own sites only.
  `create function rollbook_sites() returns integer[] language sql stable
     return coalesce((select array_agg(id) from site), '{}'::integer[])`,

  `create table feed (
     organisation_id integer not null references organisation,
     id integer generated always as identity,
     site_id integer not null references site,
     name text collate "C" not null,
     format text not null,
     settings jsonb not null,
     primary key (organisation_id, id),
     unique (organisation_id, name))`,

  `create table arrival (
     organisation_id integer not null,
     id bigint generated always as identity,
     feed_id integer not null,
     name text not null,
     sha256 text not null,
     size bigint not null,
     received_at timestamptz not null,
     primary key (organisation_id, id))`,

  `create table run (
     organisation_id integer not null,
     id bigint generated always as identity,
     feed_id integer not null,
     site_id integer not null,
     kind text not null,
     state text not null,
     verify boolean not null,
     settings jsonb not null,
     clock timestamptz not null,
     started_at timestamptz not null,
     ended_at timestamptz,
     heartbeat_at timestamptz not null,
     plan_run_id bigint,
     site_revision bigint,
     last_id bigint,
     finding jsonb,
     intake text,
     primary key (organisation_id, id))`,
  // One run for what was collected at one time from a feed's folder.
  `create unique index run_intake on run (organisation_id, intake) where intake is not null`,

  `create table run_file (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     name text not null,
     kind text,
     entry integer not null,
     sha256 text not null,
     size bigint not null,
     state text not null,
     inspection jsonb,
     records integer not null,
     done integer not null,
     counts jsonb not null,
     finding jsonb,
     log_path text,
     primary key (organisation_id, run_id, file_no))`,
  `create index run_file_sha256 on run_file (organisation_id, sha256)`,
  `create unique index run_file_log_path on run_file (organisation_id, log_path) where log_path is not null`,

  `create table run_log_block (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     first integer not null,
     lines integer[] not null,
     outcomes smallint[] not null,
     dids smallint[] not null,
     codes smallint[] not null,
     keys text[] not null,
     primary key (organisation_id, run_id, file_no, first))`,

  `create table run_log_note (
     organisation_id integer not null,
     run_id bigint not null,
     file_no integer not null,
     line integer not null,
     code text not null,
     field text,
     value text,
     message text not null,
     primary key (organisation_id, run_id, file_no, line))`,

  `create table plan_operation (
     organisation_id integer not null,
     run_id bigint not null,
     id bigint not null,
     file_no integer not null,
     line integer not null,
     kind text not null,
     entity text collate "C" not null,
     before jsonb,
     after jsonb,
     template_id bigint,
     primary key (organisation_id, run_id, id))`,
  `create index plan_operation_entity on plan_operation (organisation_id, run_id, kind, entity, id)`,

  `create table plan_key (
     organisation_id integer not null,
     run_id bigint not null,
     lookup text collate "C" not null,
     kind text not null,
     entity text collate "C" not null,
     primary key (organisation_id, run_id, lookup, kind, entity))`,

  `create table plan_mail (
     organisation_id integer not null,
     run_id bigint not null,
     id bigint not null,
     file_no integer not null,
     line integer not null,
     mail jsonb not null,
     primary key (organisation_id, run_id, id))`,

  // Like memory, for a plan; no hash: that of the memory.
  `create table plan_memory (
     organisation_id integer not null,
     run_id bigint not null,
     kind smallint not null,
     key text collate "C" not null,
     hash bytea,
     stale boolean not null,
     primary key (organisation_id, run_id, kind, key))`,

  // file_no and line are 0 for a mail about the run as a whole.
  // What a plan forgets, of all feeds of its site; prefix: every key that starts so.
  `create table plan_forgotten (
     organisation_id integer not null,
     run_id bigint not null,
     kind smallint not null,
     key text collate "C" not null,
     prefix boolean not null,
     primary key (organisation_id, run_id, kind, key, prefix))`,

  `create table mail (
     organisation_id integer not null,
     id bigint generated always as identity,
     run_id bigint not null,
     file_no integer not null,
     line integer not null,
     to_address text not null,
     from_address text not null,
     subject text not null,
     html text not null,
     attachment_id bigint,
     state text not null default 'queued',
     attempts integer not null default 0,
     queued_at timestamptz not null default clock_timestamp(),
     next_attempt_at timestamptz not null,
     sent_at timestamptz,
     answer text,
     primary key (organisation_id, id))`,
  // A mail being sent is due again when its sender has been silent for too long.
  `create index mail_due on mail (organisation_id, next_attempt_at) where state in ('queued', 'sending')`,
  `create index mail_run on mail (organisation_id, run_id)`,

  `create table mail_attachment (
     organisation_id integer not null,
     id bigint generated always as identity,
     name text not null,
     content bytea not null,
     primary key (organisation_id, id))`,

  // kind: the index of the record's kind in RECORD_KINDS; hash: 16 bytes, keyed, of what was last applied; stale: something
  // else changed what the record is about since.
  `create table memory (
     site_id integer not null,
     kind smallint not null,
     key text collate "C" not null,
     feed_id integer not null,
     hash bytea not null,
     stale boolean not null default false,
     primary key (site_id, kind, key, feed_id))`,
]
