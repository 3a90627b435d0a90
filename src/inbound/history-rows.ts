import { type RawBuilder, sql } from 'kysely'
import { ACTIVITY_KINDS } from '../domain/activity-entities.ts'
import { type Entities, type EntityKind, entityKey } from '../domain/entities.ts'
import { TABLES } from '../sites/embedded/tables.ts'
import type { Tx } from '../store/store.ts'

/** The values of an entity by their own names, as the history keeps them. */
export type Image = Readonly<Record<string, unknown>>

/** A change that was written down. A creation is only when its thing ended within the same chunk. */
export interface WrittenChange {
  readonly id: number
  readonly run_id: number
  readonly file_no: number
  readonly line: number
  readonly kind: EntityKind
  readonly entity: string
  /** Of an update only what differed; of an ending all, with `origin`: run, file and line that had made the thing. */
  readonly before: Image | null
  readonly after: Image | null
}

/** What is there now, with the record that made it. */
export interface Present {
  readonly kind: EntityKind
  readonly entity: string
  readonly image: Image
  readonly origin: Origin
}

/** Run, file number and line; nulls for what was there before the hub came. */
export type Origin = readonly [run: number | null, file: number | null, line: number | null]

/** Whose history is told. */
export interface Whose {
  readonly kind: 'user' | 'course'
  readonly id: number
}

/** What belongs to a person, and what to a course, beside the thing itself. */
const CONCERNED: Readonly<Record<Whose['kind'], readonly EntityKind[]>> = {
  user: ['user', 'enrolment', 'roleAssignment', 'groupMember', ...ACTIVITY_KINDS],
  course: [
    'course',
    'enrolment',
    'roleAssignment',
    'group',
    'groupMember',
    'grouping',
    'groupingGroup',
    ...ACTIVITY_KINDS.filter((kind) => kind !== 'pathwayCompletion'),
  ],
}

/** `kinds`: only these. */
export async function writtenChanges(
  tx: Tx,
  siteId: number,
  { kind, id }: Whose,
  kinds: readonly EntityKind[],
): Promise<WrittenChange[]> {
  const column = kind === 'user' ? sql`user_id` : sql`course_id`
  const { rows } = await sql<WrittenChange>`
    select id, run_id, file_no, line, kind, entity, before, after from history
    where site_id = ${siteId} and ${column} = ${id} and kind = any(${kinds}::text[]) order by id`.execute(
    tx.db,
  )
  return rows
}

export async function presentRows(
  tx: Tx,
  siteId: number,
  whose: Whose,
  kinds: readonly EntityKind[],
): Promise<Present[]> {
  const found: Present[] = []
  for (const kind of CONCERNED[whose.kind].filter((candidate) => kinds.includes(candidate))) {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(TABLES[kind].table)} t
      where t.site_id = ${siteId} and ${belongs(kind, whose)}`.execute(tx.db)
    for (const { row } of rows) {
      const image = imageOf(kind, row)
      found.push({
        kind,
        entity: entityKey(kind, withInstants(kind, image)),
        image,
        origin: [row['origin_run'], row['origin_file'], row['origin_line']] as unknown as Origin,
      })
    }
  }
  return found
}

function belongs(kind: EntityKind, { kind: whose, id }: Whose): RawBuilder<unknown> {
  // What is left of somebody who was removed tells nothing that the ending in the history does not.
  if (kind === 'user') return sql`t.id = ${id} and not t.deleted`
  if (kind === 'course') return sql`t.id = ${id}`
  if (whose === 'user') return sql`t.user_id = ${id}`
  if (kind === 'roleAssignment') return sql`t.context = 'course' and t.instance_id = ${id}`
  return sql`t.course_id = ${id}`
}

/** Times are parts of some keys, and there they are numbers. */
function withInstants<K extends EntityKind>(kind: K, image: Image): Entities[K] {
  if (!(ACTIVITY_KINDS as readonly EntityKind[]).includes(kind)) return image as object as Entities[K]
  return { ...image, time: Date.parse(image['time'] as string) } as object as Entities[K]
}

/** A row of a table under the names of the domain. */
function imageOf(kind: EntityKind, row: Readonly<Record<string, unknown>>): Image {
  const image: Record<string, unknown> = {}
  for (const { name } of TABLES[kind].columns) {
    image[name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())] = row[name]
  }
  if (kind !== 'course') return image
  const { guestEnabled, guestPassword, ...course } = image
  const guestAccess = guestEnabled === null ? null : { enabled: guestEnabled, password: guestPassword }
  return { ...course, guestAccess }
}
