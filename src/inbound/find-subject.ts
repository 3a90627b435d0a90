import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Tx } from '../store/store.ts'

/** A person or course that a name may mean. */
export interface Found {
  readonly id: number
  /** Is it gone from the site? */
  readonly removed: boolean
}

type PersonField = 'username' | 'email' | 'idnumber'
type CourseField = 'shortname' | 'idnumber'

const PERSON_FIELDS: readonly PersonField[] = ['username', 'email', 'idnumber']
const COURSE_FIELDS: readonly CourseField[] = ['shortname', 'idnumber']

/** What `jdoe`, `email:…` or `idnumber:…` names a person by. */
export function personNamed(name: string): { readonly column: PersonField; readonly value: string } {
  const { column, value } = read(name, PERSON_FIELDS)
  return { column, value: column === 'username' ? value.toLowerCase() : value }
}

/** What `BIO`, `shortname:…` or `idnumber:…` names a course by. */
export function courseNamed(name: string): { readonly column: CourseField; readonly value: string } {
  return read(name, COURSE_FIELDS)
}

/**
 * Everybody whom a name means: a user name, or `email:…`, `idnumber:…`. Those who are there come first, then those who
 * were removed, the latest first; then, when nobody has the name, those who once had it. Throws RB-2012 for nobody.
 */
export async function findPeople(tx: Tx, siteId: number, name: string): Promise<Found[]> {
  const { column, value: wanted } = personNamed(name)
  const { rows: there } = await sql<Found>`
    select id, deleted as removed from site_user
    where site_id = ${siteId} and not deleted and ${sql.ref(column)} = ${wanted} and ${wanted} <> '' order by id`.execute(
    tx.db,
  )
  const { rows: removed } = await sql<Found>`
    select id, deleted as removed from site_user
    where site_id = ${siteId} and deleted and ${sql.ref(column)} = ${wanted} and ${wanted} <> '' order by id desc`.execute(
    tx.db,
  )
  const found = [...there, ...removed]
  if (found.length > 0) return found
  const had = await peopleInHistory(tx, siteId, column, wanted)
  if (had.length === 0) throw noPerson(column, wanted)
  return had
}

/**
 * Every course that a name means: a short name, or `idnumber:…`; ordered as people are. Courses that were removed leave
 * no row, so they are looked for in the history, and only when no course has the name or `removedToo` asks for it.
 * Throws RB-3004 for none.
 */
export async function findCourses(
  tx: Tx,
  siteId: number,
  name: string,
  removedToo = false,
): Promise<Found[]> {
  const { column, value } = courseNamed(name)
  const { rows: there } = await sql<Found>`
    select id, false as removed from site_course
    where site_id = ${siteId} and ${sql.ref(column)} = ${value} and ${value} <> '' order by id`.execute(tx.db)
  if (there.length > 0 && !removedToo) return there
  const had = await coursesInHistory(tx, siteId, column, value)
  if (there.length > 0) return [...there, ...had.filter(({ removed }) => removed)]
  if (had.length === 0) throw noCourse(column, value)
  return had
}

/** Everybody who once had a name, as far as the hub changed it. */
export async function peopleInHistory(
  tx: Tx,
  siteId: number,
  column: PersonField,
  value: string,
): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select h.user_id as id, not exists (
        select from site_user u where u.site_id = ${siteId} and u.id = h.user_id and not u.deleted) as removed
    from history h
    where h.site_id = ${siteId} and h.kind = 'user' and ${value} in (h.before->>${column}::text, h.after->>${column}::text)
    group by h.user_id order by removed, max(h.id) desc`.execute(tx.db)
  return rows
}

/** Every course that once had a name. */
export async function coursesInHistory(
  tx: Tx,
  siteId: number,
  column: CourseField,
  value: string,
): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select h.course_id as id, not exists (
        select from site_course c where c.site_id = ${siteId} and c.id = h.course_id) as removed
    from history h
    where h.site_id = ${siteId} and h.kind = 'course' and ${value} in (h.before->>${column}::text, h.after->>${column}::text)
    group by h.course_id order by removed, max(h.id) desc`.execute(tx.db)
  return rows
}

export function noPerson(column: PersonField, value: string): Error {
  return refusal('RB-2012', { found: `${column} "${value}"` })
}

export function noCourse(column: CourseField, value: string): Error {
  return refusal('RB-3004', { found: `${column} "${value}"` })
}

/** The first of the fields is meant where none is named. */
function read<F extends string>(name: string, fields: readonly F[]): { column: F; value: string } {
  const at = name.indexOf(':')
  const column = fields.find((field) => at >= 0 && field === name.slice(0, at).toLowerCase())
  return column === undefined ? { column: fields[0]!, value: name } : { column, value: name.slice(at + 1) }
}
