/**
 * The embedded site. There are no foreign keys between its tables: a trigger for each row would cost a bulk import
 * more than the row itself, and the site's own statements (`sites/embedded/apply/`) end what hangs on a user or a
 * course. Each row tells which record made it (`origin_*`), so that a creation needs no row in `history`.
 */
const ORIGIN = 'origin_run bigint, origin_file integer, origin_line integer'

export const EMBEDDED_SITE_SQL: readonly string[] = [
  `create table site_role (
     site_id integer not null,
     id integer not null,
     shortname text collate "C" not null,
     contexts text[] not null,
     primary key (site_id, id),
     unique (site_id, shortname))`,

  `create table site_profile_field (
     site_id integer not null,
     shortname text collate "C" not null,
     position integer not null,
     name text not null,
     type text not null,
     options text[] not null,
     default_value text not null,
     include_time boolean not null,
     primary key (site_id, shortname))`,

  `create table site_user (
     site_id integer not null,
     id bigint not null,
     username text collate "C" not null,
     email text collate "C" not null,
     idnumber text collate "C" not null,
     firstname text not null,
     lastname text not null,
     city text not null,
     country text not null,
     auth text not null,
     lang text not null,
     timezone text not null,
     theme text not null,
     description text not null,
     institution text not null,
     department text not null,
     maildigest smallint not null,
     autosubscribe boolean not null,
     trackforums boolean not null,
     suspended boolean not null,
     force_password_change boolean not null,
     password_hash text not null,
     profile jsonb not null,
     ${ORIGIN},
     deleted boolean not null default false,
     primary key (site_id, id))`,
  `create unique index site_user_username on site_user (site_id, username) where not deleted`,
  `create index site_user_email on site_user (site_id, email) where not deleted`,
  `create unique index site_user_idnumber on site_user (site_id, idnumber) where not deleted and idnumber <> ''`,

  `create table site_category (
     site_id integer not null,
     id bigint not null,
     parent_id bigint not null,
     name text not null,
     ${ORIGIN},
     primary key (site_id, id))`,

  `create table site_course (
     site_id integer not null,
     id bigint not null,
     category_id bigint not null,
     shortname text collate "C" not null,
     fullname text not null,
     idnumber text collate "C" not null,
     summary text not null,
     format text not null,
     numsections integer not null,
     startdate text not null,
     newsitems integer not null,
     showgrades boolean not null,
     showreports boolean not null,
     visible boolean not null,
     maxbytes bigint not null,
     lang text not null,
     theme text not null,
     manual_enrol boolean not null,
     guest_enabled boolean,
     guest_password text not null,
     ${ORIGIN},
     primary key (site_id, id))`,
  `create index site_course_shortname on site_course (site_id, shortname)`,
  `create index site_course_idnumber on site_course (site_id, idnumber) where idnumber <> ''`,

  `create table site_activity (
     site_id integer not null,
     course_id bigint not null,
     position integer not null,
     name text not null,
     primary key (site_id, course_id, position))`,

  `create table site_enrolment (
     site_id integer not null,
     course_id bigint not null,
     user_id bigint not null,
     method text collate "C" not null,
     status text not null,
     time_start timestamptz,
     time_end timestamptz,
     ${ORIGIN},
     primary key (site_id, course_id, user_id, method))`,
  `create index site_enrolment_user on site_enrolment (site_id, user_id)`,

  `create table site_role_assignment (
     site_id integer not null,
     user_id bigint not null,
     context text collate "C" not null,
     instance_id bigint not null,
     role_id integer not null,
     ${ORIGIN},
     primary key (site_id, user_id, context, instance_id, role_id))`,
  `create index site_role_assignment_instance on site_role_assignment (site_id, instance_id, context, user_id)`,

  `create table site_group (
     site_id integer not null,
     id bigint not null,
     course_id bigint not null,
     name text collate "C" not null,
     ${ORIGIN},
     primary key (site_id, id))`,
  `create index site_group_name on site_group (site_id, course_id, name)`,

  `create table site_group_member (
     site_id integer not null,
     group_id bigint not null,
     user_id bigint not null,
     course_id bigint not null,
     ${ORIGIN},
     primary key (site_id, group_id, user_id))`,
  `create index site_group_member_user on site_group_member (site_id, user_id, course_id)`,

  `create table site_grouping (
     site_id integer not null,
     id bigint not null,
     course_id bigint not null,
     name text collate "C" not null,
     ${ORIGIN},
     primary key (site_id, id))`,
  `create index site_grouping_name on site_grouping (site_id, course_id, name)`,

  `create table site_grouping_group (
     site_id integer not null,
     grouping_id bigint not null,
     group_id bigint not null,
     course_id bigint not null,
     ${ORIGIN},
     primary key (site_id, grouping_id, group_id))`,
  `create index site_grouping_group_course on site_grouping_group (site_id, course_id)`,

  `create table history (
     site_id integer not null,
     id bigint generated always as identity,
     at timestamptz not null,
     run_id bigint not null,
     file_no integer not null,
     line integer not null,
     kind text not null,
     entity text collate "C" not null,
     user_id bigint,
     course_id bigint,
     before jsonb,
     after jsonb,
     primary key (site_id, id))`,
  `create index history_user on history (site_id, user_id, id) where user_id is not null`,
  `create index history_course on history (site_id, course_id, id) where course_id is not null`,
]
