import type { Entities, EntityKind } from '../../domain/entities.ts'
import type { CopyValue } from '../../store/copy-text.ts'
import { ACTIVITY_TABLES } from './activity/tables.ts'
import { instant } from './instant.ts'

/**
 * How each kind of entity lies in its table: columns, key, and whom and which course it concerns. All statements of
 * `apply/` are made from these descriptions, so the kinds differ in data and not in code.
 */
export interface TableOf<K extends EntityKind> {
  readonly table: string
  readonly columns: readonly Column<Entities[K]>[]
  /** Columns that identify a row within its site, in the order of `entityKey`. */
  readonly key: readonly string[]
  readonly userId: (entity: Entities[K]) => number | null
  readonly courseId: (entity: Entities[K]) => number | null
}

export interface Column<T> {
  readonly name: string
  readonly type: string
  readonly value: (entity: T) => CopyValue
}

/** What a group and a grouping have both. */
const IN_COURSE: readonly Column<Entities['grouping']>[] = [
  { name: 'id', type: 'bigint', value: (e) => e.id },
  { name: 'course_id', type: 'bigint', value: (e) => e.courseId },
  { name: 'name', type: 'text', value: (e) => e.name },
]

export const TABLES: { readonly [K in EntityKind]: TableOf<K> } = {
  user: {
    table: 'site_user',
    key: ['id'],
    userId: (e) => e.id,
    courseId: () => null,
    columns: [
      { name: 'id', type: 'bigint', value: (e) => e.id },
      { name: 'username', type: 'text', value: (e) => e.username },
      { name: 'email', type: 'text', value: (e) => e.email },
      { name: 'idnumber', type: 'text', value: (e) => e.idnumber },
      { name: 'firstname', type: 'text', value: (e) => e.firstname },
      { name: 'lastname', type: 'text', value: (e) => e.lastname },
      { name: 'city', type: 'text', value: (e) => e.city },
      { name: 'country', type: 'text', value: (e) => e.country },
      { name: 'auth', type: 'text', value: (e) => e.auth },
      { name: 'lang', type: 'text', value: (e) => e.lang },
      { name: 'timezone', type: 'text', value: (e) => e.timezone },
      { name: 'theme', type: 'text', value: (e) => e.theme },
      { name: 'description', type: 'text', value: (e) => e.description },
      { name: 'institution', type: 'text', value: (e) => e.institution },
      { name: 'department', type: 'text', value: (e) => e.department },
      { name: 'maildigest', type: 'smallint', value: (e) => e.maildigest },
      { name: 'autosubscribe', type: 'boolean', value: (e) => e.autosubscribe },
      { name: 'trackforums', type: 'boolean', value: (e) => e.trackforums },
      { name: 'suspended', type: 'boolean', value: (e) => e.suspended },
      { name: 'force_password_change', type: 'boolean', value: (e) => e.forcePasswordChange },
      { name: 'password_hash', type: 'text', value: (e) => e.passwordHash },
      { name: 'profile', type: 'jsonb', value: (e) => JSON.stringify(e.profile) },
      { name: 'more', type: 'jsonb', value: (e) => JSON.stringify(e.more) },
    ],
  },
  category: {
    table: 'site_category',
    key: ['id'],
    userId: () => null,
    courseId: () => null,
    columns: [
      { name: 'id', type: 'bigint', value: (e) => e.id },
      { name: 'parent_id', type: 'bigint', value: (e) => e.parentId },
      { name: 'name', type: 'text', value: (e) => e.name },
      { name: 'idnumber', type: 'text', value: (e) => e.idnumber },
      { name: 'visible', type: 'boolean', value: (e) => e.visible },
    ],
  },
  course: {
    table: 'site_course',
    key: ['id'],
    userId: () => null,
    courseId: (e) => e.id,
    columns: [
      { name: 'id', type: 'bigint', value: (e) => e.id },
      { name: 'category_id', type: 'bigint', value: (e) => e.categoryId },
      { name: 'shortname', type: 'text', value: (e) => e.shortname },
      { name: 'fullname', type: 'text', value: (e) => e.fullname },
      { name: 'idnumber', type: 'text', value: (e) => e.idnumber },
      { name: 'summary', type: 'text', value: (e) => e.summary },
      { name: 'format', type: 'text', value: (e) => e.format },
      { name: 'numsections', type: 'integer', value: (e) => e.numsections },
      { name: 'startdate', type: 'text', value: (e) => e.startdate },
      { name: 'enddate', type: 'text', value: (e) => e.enddate },
      { name: 'newsitems', type: 'integer', value: (e) => e.newsitems },
      { name: 'showgrades', type: 'boolean', value: (e) => e.showgrades },
      { name: 'showreports', type: 'boolean', value: (e) => e.showreports },
      { name: 'visible', type: 'boolean', value: (e) => e.visible },
      { name: 'maxbytes', type: 'bigint', value: (e) => e.maxbytes },
      { name: 'lang', type: 'text', value: (e) => e.lang },
      { name: 'theme', type: 'text', value: (e) => e.theme },
      { name: 'manual_enrol', type: 'boolean', value: (e) => e.manualEnrol },
      { name: 'guest_enabled', type: 'boolean', value: (e) => e.guestAccess?.enabled ?? null },
      { name: 'guest_password', type: 'text', value: (e) => e.guestAccess?.password ?? '' },
      { name: 'more', type: 'jsonb', value: (e) => JSON.stringify(e.more) },
    ],
  },
  enrolment: {
    table: 'site_enrolment',
    key: ['user_id', 'course_id', 'method'],
    userId: (e) => e.userId,
    courseId: (e) => e.courseId,
    columns: [
      { name: 'course_id', type: 'bigint', value: (e) => e.courseId },
      { name: 'user_id', type: 'bigint', value: (e) => e.userId },
      { name: 'method', type: 'text', value: (e) => e.method },
      { name: 'status', type: 'text', value: (e) => e.status },
      { name: 'time_start', type: 'timestamptz', value: (e) => instant(e.timeStart) },
      { name: 'time_end', type: 'timestamptz', value: (e) => instant(e.timeEnd) },
    ],
  },
  roleAssignment: {
    table: 'site_role_assignment',
    key: ['user_id', 'role_id', 'context', 'instance_id'],
    userId: (e) => e.userId,
    courseId: (e) => (e.context === 'course' ? e.instanceId : null),
    columns: [
      { name: 'user_id', type: 'bigint', value: (e) => e.userId },
      { name: 'context', type: 'text', value: (e) => e.context },
      { name: 'instance_id', type: 'bigint', value: (e) => e.instanceId },
      { name: 'role_id', type: 'integer', value: (e) => e.roleId },
    ],
  },
  group: {
    table: 'site_group',
    key: ['id'],
    userId: () => null,
    courseId: (e) => e.courseId,
    columns: [
      ...IN_COURSE,
      { name: 'idnumber', type: 'text', value: (e) => e.idnumber },
      { name: 'description', type: 'text', value: (e) => e.description },
      { name: 'password_hash', type: 'text', value: (e) => e.passwordHash },
    ],
  },
  groupMember: {
    table: 'site_group_member',
    key: ['group_id', 'user_id'],
    userId: (e) => e.userId,
    courseId: (e) => e.courseId,
    columns: [
      { name: 'group_id', type: 'bigint', value: (e) => e.groupId },
      { name: 'user_id', type: 'bigint', value: (e) => e.userId },
      { name: 'course_id', type: 'bigint', value: (e) => e.courseId },
    ],
  },
  grouping: {
    table: 'site_grouping',
    key: ['id'],
    userId: () => null,
    courseId: (e) => e.courseId,
    columns: IN_COURSE,
  },
  groupingGroup: {
    table: 'site_grouping_group',
    key: ['grouping_id', 'group_id'],
    userId: () => null,
    courseId: (e) => e.courseId,
    columns: [
      { name: 'grouping_id', type: 'bigint', value: (e) => e.groupingId },
      { name: 'group_id', type: 'bigint', value: (e) => e.groupId },
      { name: 'course_id', type: 'bigint', value: (e) => e.courseId },
    ],
  },
  cohort: {
    table: 'site_cohort',
    key: ['id'],
    userId: () => null,
    courseId: () => null,
    columns: [
      { name: 'id', type: 'bigint', value: (e) => e.id },
      { name: 'idnumber', type: 'text', value: (e) => e.idnumber },
      { name: 'name', type: 'text', value: (e) => e.name },
      { name: 'description', type: 'text', value: (e) => e.description },
      { name: 'visible', type: 'boolean', value: (e) => e.visible },
      { name: 'category_id', type: 'bigint', value: (e) => e.categoryId },
    ],
  },
  cohortMember: {
    table: 'site_cohort_member',
    key: ['cohort_id', 'user_id'],
    userId: (e) => e.userId,
    courseId: () => null,
    columns: [
      { name: 'cohort_id', type: 'bigint', value: (e) => e.cohortId },
      { name: 'user_id', type: 'bigint', value: (e) => e.userId },
    ],
  },
  ...ACTIVITY_TABLES,
}
