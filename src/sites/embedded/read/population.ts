import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../../../domain/action.ts'
import { SEPARATOR } from '../../../domain/record-key.ts'
import type { Tx } from '../../../store/store.ts'
import { ACTIVITY_TABLES } from '../activity/tables.ts'

/** Things of a kind on a site, as a feed knows them. */
export interface Things {
  readonly siteId: number
  readonly feedId: number
  readonly kind: RecordKind
  /** As `memory.kind`. */
  readonly kindNumber: number
}

/**
 * How many things a feed brought that are still there; of a feed that brought fewer than `least`, how many the site has:
 * a feed that only ends what others bring has none of its own. Counts no further than `most`, which costs no more than
 * that many look-ups.
 */
export async function populationOf(
  tx: Tx,
  things: Things,
  least: number,
  most: number | null,
): Promise<number> {
  const brought = await countUpTo(tx, sql.join(broughtBy(things), sql` union all `), most)
  return brought >= least ? brought : countUpTo(tx, onSite(things), most)
}

async function countUpTo(tx: Tx, rows: RawBuilder<unknown>, most: number | null): Promise<number> {
  const { rows: counted } = await sql<{ number: number }>`
    select count(*) as number from (select from (${rows}) things limit ${most}) counted`.execute(tx.db)
  return counted[0]!.number
}

function onSite({ siteId, kind }: Things): RawBuilder<unknown> {
  switch (kind) {
    case 'user':
      return sql`select id from site_user where site_id = ${siteId} and not deleted`
    case 'course':
      return sql`select id from site_course where site_id = ${siteId}`
    case 'enrolment':
      return sql`select user_id from site_enrolment where site_id = ${siteId}`
    case 'category':
      return sql`select id from site_category where site_id = ${siteId}`
    case 'cohort':
      return sql`select id from site_cohort where site_id = ${siteId}`
    case 'group':
      return sql`select id from site_group where site_id = ${siteId}`
    case 'activity':
      return sql.join(
        Object.values(ACTIVITY_TABLES).map(
          ({ table }) => sql`select user_id from ${sql.table(table)} where site_id = ${siteId}`,
        ),
        sql` union all `,
      )
  }
}

/** One query for each way in which a key may name a thing, so that each has an index to go by. */
function broughtBy({ siteId, feedId, kind, kindNumber }: Things): RawBuilder<unknown>[] {
  const brought = (prefix: string) => sql`
    memory m where m.site_id = ${siteId} and m.kind = ${kindNumber} and m.feed_id = ${feedId}
      and m.key >= ${`${prefix}:`} and m.key < ${`${prefix};`}`
  const part = (number: number) => sql`split_part(m.key, ${SEPARATOR}, ${sql.lit(number)})`
  switch (kind) {
    case 'group':
    case 'activity':
      return [
        sql`select 1 from memory m
          where m.site_id = ${siteId} and m.kind = ${kindNumber} and m.feed_id = ${feedId}`,
      ]
    case 'user':
      return USER_NAMES.map(
        ([prefix, column]) => sql`
          select 1 from ${brought(prefix)} and exists (
            select from site_user u where u.site_id = ${siteId} and not u.deleted
              and ${named('u', column, sql`substr(m.key, 3)`)})`,
      )
    case 'course':
      return COURSE_NAMES.map(
        ([prefix, column]) => sql`
          select 1 from ${brought(prefix)} and exists (
            select from site_course c where c.site_id = ${siteId}
              and ${named('c', column, sql`substr(m.key, 3)`)})`,
      )
    case 'enrolment':
      return USER_NAMES.flatMap(([prefix, user]) =>
        PLACES.map(
          ([level, course]) => sql`
            select 1 from ${brought(prefix)} and ${part(2)} = ${level} and exists (
              select from site_user u
              join site_course c on c.site_id = u.site_id and ${named('c', course, part(3))}
              join site_enrolment e on e.site_id = u.site_id and e.course_id = c.id and e.user_id = u.id
              where u.site_id = ${siteId} and not u.deleted
                and ${named('u', user, sql`substr(${part(1)}, 3)`)})`,
        ),
      )
    case 'category':
      return [sql`select 1 from ${brought('i')}`]
    case 'cohort':
      return [sql`select 1 from ${brought('i')}`, sql`select 1 from ${brought('n')}`]
  }
}

/** How keys name people, courses and the courses of enrolments (`domain/record-key.ts`). */
const USER_NAMES = [
  ['u', 'username'],
  ['i', 'idnumber'],
  ['e', 'email'],
] as const
const COURSE_NAMES = [
  ['s', 'shortname'],
  ['i', 'idnumber'],
] as const
const PLACES = [
  ['course', 'shortname'],
  ['courseid', 'idnumber'],
] as const

/** Indexes of id numbers leave out empty ones, so a query must too. */
function named(table: string, column: string, value: RawBuilder<unknown>): RawBuilder<boolean> {
  const name = sql.ref(`${table}.${column}`)
  return column === 'idnumber' ? sql`${name} <> '' and ${name} = ${value}` : sql`${name} = ${value}`
}
