import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/**
 * What learners did on the embedded site. Rows name the account and not the login, so that nobody inherits them with it;
 * `course_id` 0 is none. Names of activities are part of the keys, so planning holds them to 255 characters.
 */
export const activity: Migration = {
  name: '0007-activity',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    for (const table of TABLES) await protect(db, table, 'site')
  },
}

const TABLES = [
  'site_scorm_attempt',
  'site_signup_change',
  'site_quiz_attempt',
  'site_course_completion',
  'site_pathway_completion',
  'site_grade',
  'site_course_letter',
]

const ORIGIN = 'origin_run bigint, origin_file integer, origin_line integer'

const STATEMENTS: readonly string[] = [
  // Facts of the account that no inbound format writes: whoever is not confirmed, or is the guest, is never told of.
  'alter table site_user add column confirmed boolean not null default true',
  'alter table site_user add column guest boolean not null default false',

  `create table site_scorm_attempt (
     site_id integer not null,
     user_id bigint not null,
     course_id bigint not null,
     scorm text collate "C" not null,
     sco text collate "C" not null,
     attempt integer not null,
     completion_status text,
     success_status text,
     score numeric,
     time timestamptz not null,
     status_time timestamptz not null,
     ${ORIGIN},
     primary key (site_id, user_id, course_id, scorm, sco, attempt))`,
  'create index site_scorm_attempt_time on site_scorm_attempt (site_id, time)',
  'create index site_scorm_attempt_status_time on site_scorm_attempt (site_id, status_time)',

  // ord tells changes of one instant apart: the later stored is greater.
  `create table site_signup_change (
     site_id integer not null,
     user_id bigint not null,
     course_id bigint not null,
     facetoface text collate "C" not null,
     session_id bigint not null,
     time timestamptz not null,
     status text collate "C" not null,
     session_date timestamptz,
     ord bigint generated always as identity,
     ${ORIGIN},
     primary key (site_id, user_id, course_id, facetoface, session_id, time, status))`,
  'create index site_signup_change_time on site_signup_change (site_id, time)',

  `create table site_quiz_attempt (
     site_id integer not null,
     user_id bigint not null,
     course_id bigint not null,
     quiz text collate "C" not null,
     attempt integer not null,
     state text not null,
     score numeric,
     pass_score numeric,
     decimal_points smallint not null,
     preview boolean not null,
     time_finish timestamptz,
     time timestamptz not null,
     ${ORIGIN},
     primary key (site_id, user_id, course_id, quiz, attempt))`,
  'create index site_quiz_attempt_time on site_quiz_attempt (site_id, time)',
  'create index site_quiz_attempt_time_finish on site_quiz_attempt (site_id, time_finish)',

  `create table site_course_completion (
     site_id integer not null,
     user_id bigint not null,
     course_id bigint not null,
     time timestamptz not null,
     ${ORIGIN},
     primary key (site_id, user_id, course_id, time))`,
  'create index site_course_completion_time on site_course_completion (site_id, time)',

  `create table site_pathway_completion (
     site_id integer not null,
     user_id bigint not null,
     pathway text collate "C" not null,
     attempt integer not null,
     time timestamptz not null,
     ${ORIGIN},
     primary key (site_id, user_id, pathway, attempt))`,
  'create index site_pathway_completion_time on site_pathway_completion (site_id, time)',

  // item: 'course' is the total of the course and has no name; 'category' and 'activity' are parts of it.
  `create table site_grade (
     site_id integer not null,
     user_id bigint not null,
     course_id bigint not null,
     item text collate "C" not null,
     name text collate "C" not null,
     grade numeric,
     min numeric not null,
     max numeric not null,
     time timestamptz not null,
     ${ORIGIN},
     primary key (site_id, user_id, course_id, item, name))`,
  `create index site_grade_time on site_grade (site_id, time) where item = 'course'`,

  // Lower bounds in per cent. A course without rows has the defaults.
  `create table site_course_letter (
     site_id integer not null,
     course_id bigint not null,
     lower_bound numeric not null,
     letter text not null,
     primary key (site_id, course_id, lower_bound))`,
]
