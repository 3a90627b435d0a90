import { sql } from 'kysely'
import type { ContextLevel, EnrolmentStatus, User } from '../domain/entities.ts'
import type { ProfileField, ProfileFieldType } from '../domain/site-facts.ts'
import { profileFieldsOf } from '../sites/embedded/read/own.ts'
import { type UserRow, userOf } from '../sites/embedded/read/users.ts'
import type { Tx } from '../store/store.ts'
import { findPeople } from './find-subject.ts'
import { placeNames } from './place-names.ts'

/** What a server of its own does not tell (`sites/moodle/cannot-read.ts`). */
type Untold = 'maildigest' | 'autosubscribe' | 'trackforums' | 'forcePasswordChange'

/** A person as the site has them. Of the password only whether there is one. */
export interface ShownUser
  extends Omit<User, 'passwordHash' | 'profile' | Untold>,
    Partial<Pick<User, Untold>> {
  readonly removed: boolean
  /** Null: the server does not tell. */
  readonly passwordSet: boolean | null
  readonly profile: readonly ShownProfileValue[]
  readonly enrolments: readonly ShownEnrolment[]
  /** Roles outside of courses, and roles in courses without an enrolment. */
  readonly roles: readonly ShownRole[]
}

export interface ShownProfileValue {
  readonly shortname: string
  readonly name: string
  readonly type: ProfileFieldType
  /** As stored. */
  readonly value: string
  /** The person has no value of their own, so this is that of the field. */
  readonly isDefault: boolean
}

export interface ShownEnrolment {
  readonly course: string
  readonly method: string
  readonly status: EnrolmentStatus
  readonly timeStart: Date | null
  readonly timeEnd: Date | null
  readonly roles: readonly string[]
  readonly groups: readonly string[]
}

export interface ShownRole {
  readonly role: string
  readonly context: ContextLevel
  /** Name of the course, category or user; empty for the system. */
  readonly instance: string
}

/**
 * Everybody whom a name means (`findPeople`); people who were removed only when nobody else is meant, as what is left of
 * them. Throws RB-2012 for nobody.
 */
export async function showUsers(tx: Tx, siteId: number, name: string): Promise<ShownUser[]> {
  const found = await findPeople(tx, siteId, name)
  const there = found.filter(({ removed }) => !removed)
  const shown: ShownUser[] = []
  for (const { id, removed } of there.length > 0 ? there : found.slice(0, 1)) {
    const user = await readUser(tx, siteId, id)
    if (user === null) continue
    const enrolments = await enrolmentsOf(tx, siteId, id)
    const { passwordHash, profile, ...fields } = user
    shown.push({
      ...fields,
      removed,
      passwordSet: passwordHash !== '',
      profile: await profileOf(tx, siteId, profile),
      enrolments,
      roles: await rolesOf(tx, siteId, id, new Set(enrolments.map(({ course }) => course))),
    })
  }
  return shown
}

async function readUser(tx: Tx, siteId: number, id: number): Promise<User | null> {
  const { rows } = await sql<UserRow>`
    select id, username, email, idnumber, firstname, lastname, city, country, auth, lang, timezone, theme, description,
      institution, department, maildigest, autosubscribe, trackforums, suspended, force_password_change,
      password_hash, profile, more
    from site_user where site_id = ${siteId} and id = ${id}`.execute(tx.db)
  return rows[0] === undefined ? null : userOf(rows[0])
}

async function profileOf(
  tx: Tx,
  siteId: number,
  own: Readonly<Record<string, string>>,
): Promise<ShownProfileValue[]> {
  return shownProfile(await profileFieldsOf(tx, siteId), own)
}

/** The values of all fields, `own` ones or those of the field. */
export function shownProfile(
  fields: readonly ProfileField[],
  own: Readonly<Record<string, string>>,
): ShownProfileValue[] {
  return fields.map(({ shortname, name, type, defaultValue }) => ({
    shortname,
    name,
    type,
    value: own[shortname] ?? defaultValue,
    isDefault: own[shortname] === undefined,
  }))
}

async function enrolmentsOf(tx: Tx, siteId: number, userId: number): Promise<ShownEnrolment[]> {
  const { rows } = await sql<{
    course: string
    method: string
    status: EnrolmentStatus
    time_start: Date | null
    time_end: Date | null
    roles: string[]
    groups: string[]
  }>`
    select c.shortname as course, e.method, e.status, e.time_start, e.time_end,
      array(select r.shortname from site_role_assignment a
        join site_role r on r.site_id = a.site_id and r.id = a.role_id
        where a.site_id = ${siteId} and a.user_id = ${userId} and a.context = 'course' and a.instance_id = e.course_id
        order by r.id) as roles,
      array(select g.name from site_group_member m
        join site_group g on g.site_id = m.site_id and g.id = m.group_id
        where m.site_id = ${siteId} and m.user_id = ${userId} and m.course_id = e.course_id order by g.name) as groups
    from site_enrolment e join site_course c on c.site_id = e.site_id and c.id = e.course_id
    where e.site_id = ${siteId} and e.user_id = ${userId} order by c.shortname, e.method`.execute(tx.db)
  return rows.map(({ time_start, time_end, ...row }) => ({
    ...row,
    timeStart: time_start,
    timeEnd: time_end,
  }))
}

async function rolesOf(
  tx: Tx,
  siteId: number,
  userId: number,
  enrolled: ReadonlySet<string>,
): Promise<ShownRole[]> {
  const { rows } = await sql<{ role: string; context: ContextLevel; instance_id: number }>`
    select r.shortname as role, a.context, a.instance_id
    from site_role_assignment a join site_role r on r.site_id = a.site_id and r.id = a.role_id
    where a.site_id = ${siteId} and a.user_id = ${userId} order by a.context, a.instance_id, r.id`.execute(
    tx.db,
  )
  const places = await placeNames(tx, siteId, {
    courses: rows.flatMap(({ context, instance_id }) => (context === 'course' ? [instance_id] : [])),
    users: rows.flatMap(({ context, instance_id }) => (context === 'user' ? [instance_id] : [])),
  })
  return rows
    .map(({ role, context, instance_id }) => ({
      role,
      context,
      instance: places.instance(context, instance_id),
    }))
    .filter(({ context, instance }) => context !== 'course' || !enrolled.has(instance))
}
