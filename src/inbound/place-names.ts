import { type RawBuilder, sql } from 'kysely'
import type { Category, ContextLevel, EntityKind } from '../domain/entities.ts'
import { CategoryTree } from '../domain/state/category-tree.ts'
import { writeCategoryPath } from '../domain/values/category-path.ts'
import { categories } from '../sites/embedded/read/courses.ts'
import type { Tx } from '../store/store.ts'

/** Turns the ids of a site into the names that people know, also of things that are gone. */
export interface PlaceNames {
  course(id: number): string
  user(id: number): string
  group(id: number): string
  grouping(id: number): string
  cohort(id: number): string
  role(id: number): string
  /** The path from the top. */
  category(id: number): string
  instance(context: ContextLevel, id: number): string
}

export interface Ids {
  /** Also those in which groups and groupings are or were. */
  readonly courses?: Iterable<number>
  readonly users?: Iterable<number>
  readonly groups?: Iterable<number>
  readonly groupings?: Iterable<number>
  readonly cohorts?: Iterable<number>
}

/** What a server of its own told: its things are in no table. */
export interface ToldNames {
  readonly courses: ReadonlyMap<number, string>
  readonly users: ReadonlyMap<number, string>
  readonly groups: ReadonlyMap<number, string>
  readonly groupings: ReadonlyMap<number, string>
  readonly categories: readonly Category[]
}

/** Looks up names by ids, each kind in one statement. Things that are gone are known by the history. */
export async function placeNames(tx: Tx, siteId: number, ids: Ids, told?: ToldNames): Promise<PlaceNames> {
  // Each condition is one that an index of the history serves: it is the largest table of a site.
  const ofCourses = sql`course_id = any(${[...(ids.courses ?? [])]}::bigint[])`
  const ofUsers = sql`user_id = any(${[...(ids.users ?? [])]}::bigint[])`
  const courses = await named(tx, siteId, SOURCES.course, ids.courses, ofCourses, told?.courses)
  const users = await named(tx, siteId, SOURCES.user, ids.users, ofUsers, told?.users)
  const groups = await named(tx, siteId, SOURCES.group, ids.groups, ofCourses, told?.groups)
  const groupings = await named(tx, siteId, SOURCES.grouping, ids.groupings, ofCourses, told?.groupings)
  // A cohort that is gone is not told by its members: no history row of it names a user.
  const cohorts = await named(tx, siteId, SOURCES.cohort, ids.cohorts, sql`user_id is null`)
  const roles = new Map(
    (
      await tx.db.selectFrom('site_role').select(['id', 'shortname']).where('site_id', '=', siteId).execute()
    ).map(({ id, shortname }) => [id, shortname]),
  )
  const tree = new CategoryTree(told?.categories ?? (await categories(tx, siteId)))
  const nameIn = (names: ReadonlyMap<number, string>) => (id: number) => names.get(id) ?? `#${id}`
  const names: PlaceNames = {
    course: nameIn(courses),
    user: nameIn(users),
    group: nameIn(groups),
    grouping: nameIn(groupings),
    cohort: nameIn(cohorts),
    role: nameIn(roles),
    category: (id) => writeCategoryPath(tree.path(id)) || `#${id}`,
    instance(context, id) {
      switch (context) {
        case 'system':
          return ''
        case 'course':
          return names.course(id)
        case 'coursecat':
          return names.category(id)
        case 'user':
          return names.user(id)
      }
    },
  }
  return names
}

interface Source {
  readonly kind: EntityKind
  readonly table: string
  readonly column: string
}

const SOURCES = {
  course: { kind: 'course', table: 'site_course', column: 'shortname' },
  user: { kind: 'user', table: 'site_user', column: 'username' },
  group: { kind: 'group', table: 'site_group', column: 'name' },
  grouping: { kind: 'grouping', table: 'site_grouping', column: 'name' },
  cohort: { kind: 'cohort', table: 'site_cohort', column: 'name' },
} as const satisfies Record<string, Source>

/** `ofGone` narrows down where in the history those may be that are gone. */
async function named(
  tx: Tx,
  siteId: number,
  { kind, table, column }: Source,
  wanted: Iterable<number> = [],
  ofGone: RawBuilder<unknown>,
  told: ReadonlyMap<number, string> = new Map(),
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(wanted)].filter((id) => !told.has(id))
  if (ids.length === 0) return told
  const { rows } = await sql<{ id: number; name: string }>`
    select id, ${sql.ref(column)} as name from ${sql.table(table)}
    where site_id = ${siteId} and id = any(${ids}::bigint[])`.execute(tx.db)
  const names = new Map([...told, ...rows.map(({ id, name }): [number, string] => [id, name])])
  const missing = ids.filter((id) => !names.has(id)).map(String)
  if (missing.length > 0) {
    const { rows: gone } = await sql<{ entity: string; name: string }>`
      select distinct on (entity) entity, before->>${column}::text as name from history
      where site_id = ${siteId} and ${ofGone} and kind = ${kind} and after is null and entity = any(${missing}::text[])
      order by entity, id desc`.execute(tx.db)
    for (const { entity, name } of gone) names.set(Number(entity), name)
  }
  return names
}
