import { type Selectable, sql } from 'kysely'
import type { PasswordHasher } from '../../src/domain/password-hasher.ts'
import { CategoryTree } from '../../src/domain/state/category-tree.ts'
import { writeCategoryPath } from '../../src/domain/values/category-path.ts'
import type { Schema } from '../../src/store/schema.ts'
import type { Tx } from '../../src/store/store.ts'
import type { ObjectKind } from './case-format.ts'
import { Asked } from './match.ts'

export type Seen = Record<string, unknown>

/** The whole site in the objects of `conformance/README.md` section 5, by kind. */
export type SeenSite = Record<ObjectKind, Seen[]>

/** Rows by table, as JSON spells them: times are texts, whatever their type says. */
type Rows = { readonly [T in (typeof TABLES)[number]]: readonly Selectable<Schema[T]>[] }

/** Reads a small site in one statement. */
export async function seenSite(tx: Tx, siteId: number, passwords: PasswordHasher): Promise<SeenSite> {
  const table = (name: string) => sql`
    (select coalesce(json_agg(t), '[]') from ${sql.table(name)} t where t.site_id = ${siteId}) as ${sql.ref(name)}`
  const { rows } = await sql<Rows>`select ${sql.join(TABLES.map(table))}`.execute(tx.db)
  const all = rows[0]!

  const users = byId(all.site_user)
  const courses = byId(all.site_course)
  const roles = byId(all.site_role)
  const groups = byId(all.site_group)
  const tree = new CategoryTree(
    all.site_category.map(({ parent_id, ...row }) => ({ ...row, parentId: parent_id })),
  )
  const path = (id: number) => writeCategoryPath(tree.path(id))
  const user = (id: number): string => users.get(id)?.username ?? `(user ${id})`
  const course = (id: number): string => courses.get(id)?.shortname ?? `(course ${id})`
  const role = (id: number): string => roles.get(id)!.shortname
  const rolesIn = (row: Rows['site_enrolment'][number]) =>
    all.site_role_assignment.filter(
      (held) =>
        held.user_id === row.user_id && held.context === 'course' && held.instance_id === row.course_id,
    )
  const instance: Record<string, (id: number) => string | null> = {
    system: () => null,
    coursecat: path,
    course,
    user,
  }

  return {
    users: all.site_user.map((row) => userOf(row, all.site_profile_field, passwords)),
    courses: all.site_course.map((row) => courseOf(row, path(row.category_id), all.site_activity)),
    categories: all.site_category.map(({ id, name, idnumber, visible }) => ({
      id,
      name,
      idnumber,
      visible,
      path: path(id),
    })),
    enrolments: all.site_enrolment.flatMap((row) => {
      const held = rolesIn(row)
      return (held.length === 0 ? [null] : held).map((one) => ({
        user: user(row.user_id),
        course: course(row.course_id),
        role: one === null ? null : role(one.role_id),
        status: row.status,
        timeStart: isoInstant(row.time_start),
        timeEnd: isoInstant(row.time_end),
      }))
    }),
    roleAssignments: all.site_role_assignment.map((row) => ({
      user: user(row.user_id),
      role: role(row.role_id),
      context: row.context,
      instance: instance[row.context]!(row.instance_id),
    })),
    groups: all.site_group.map((row) => ({
      course: course(row.course_id),
      name: row.name,
      idnumber: row.idnumber,
      description: row.description,
      members: all.site_group_member
        .filter((member) => member.group_id === row.id)
        .map((member) => user(member.user_id)),
    })),
    groupings: all.site_grouping.map((row) => ({
      course: course(row.course_id),
      name: row.name,
      groups: all.site_grouping_group
        .filter((link) => link.grouping_id === row.id)
        .map((link) => groups.get(link.group_id)?.name),
    })),
    cohorts: all.site_cohort.map(({ id, idnumber, name, description, visible, category_id }) => ({
      idnumber,
      name,
      description,
      visible,
      category: category_id === 0 ? null : path(category_id),
      members: all.site_cohort_member
        .filter((member) => member.cohort_id === id)
        .map((member) => user(member.user_id)),
    })),
  }
}

const TABLES = [
  'site_user',
  'site_category',
  'site_course',
  'site_activity',
  'site_enrolment',
  'site_role',
  'site_role_assignment',
  'site_group',
  'site_group_member',
  'site_grouping',
  'site_grouping_group',
  'site_profile_field',
  'site_cohort',
  'site_cohort_member',
] as const

function userOf(
  row: Rows['site_user'][number],
  fields: Rows['site_profile_field'],
  passwords: PasswordHasher,
): Seen {
  const profile = fields.map(({ shortname, type, default_value }): [string, unknown] => {
    const value: string = row.profile[shortname] ?? default_value
    return [shortname, type === 'checkbox' ? value === '1' : value]
  })
  return {
    ...only(row, USER_COLUMNS),
    forcePasswordChange: row.force_password_change,
    password: new Asked((text) => typeof text === 'string' && passwords.matches(text, row.password_hash)),
    profile: Object.fromEntries(profile),
  }
}

const USER_COLUMNS = [
  'username',
  'email',
  'idnumber',
  'firstname',
  'lastname',
  'city',
  'country',
  'auth',
  'lang',
  'timezone',
  'theme',
  'description',
  'institution',
  'department',
  'maildigest',
  'autosubscribe',
  'trackforums',
  'suspended',
  'deleted',
] as const

function courseOf(
  row: Rows['site_course'][number],
  category: string,
  activities: Rows['site_activity'],
): Seen {
  return {
    ...only(row, COURSE_COLUMNS),
    category,
    manualEnrol: row.manual_enrol,
    guestAccess:
      row.guest_enabled === null ? null : { enabled: row.guest_enabled, password: row.guest_password },
    content: activities.filter(({ course_id }) => course_id === row.id).map(({ name }) => name),
  }
}

const COURSE_COLUMNS = [
  'shortname',
  'fullname',
  'idnumber',
  'summary',
  'format',
  'numsections',
  'newsitems',
  'maxbytes',
  'startdate',
  'enddate',
  'visible',
  'showgrades',
  'showreports',
  'lang',
  'theme',
] as const

function only<T extends object>(row: T, columns: readonly (keyof T & string)[]): Seen {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

function byId<T extends { readonly id: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Cases spell whole seconds without a fraction. */
function isoInstant(time: Date | null): string | null {
  return time === null ? null : new Date(time).toISOString().replace('.000Z', 'Z')
}
