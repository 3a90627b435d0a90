import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { ENTITY_KINDS, type EntityKind } from '../../src/domain/entities.ts'
import { kindNumber } from '../../src/inbound/memory.ts'
import { TABLES, type TableOf } from '../../src/sites/embedded/tables.ts'
import { copyText } from '../../src/store/copy-text.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import type { BroughtKey } from './brought-keys.ts'
import type { World } from './world.ts'

/** Where a case takes place: an organisation of its own, so that nothing of another case is there. */
export interface Place {
  readonly organisationId: number
  readonly siteId: number
  readonly feedId: number
}

export async function makeSite(
  store: Store,
  world: World,
  format: string,
  settings: object,
  brought: readonly BroughtKey[],
): Promise<Place> {
  return store.asHouse(async (tx) => {
    const place = await makePlace(tx, world, format, settings)
    await fill(tx, place.siteId, world)
    await rememberBrought(tx, place, brought)
    return place
  })
}

/** As if a record of each had been applied, with another text than any of the case. */
async function rememberBrought(
  tx: Tx,
  { siteId, feedId }: Place,
  brought: readonly BroughtKey[],
): Promise<void> {
  await sql`
    insert into memory (site_id, kind, key, feed_id, hash, stale)
    select distinct ${siteId}::integer, brought.kind, brought.key, ${feedId}::integer, '\\x00'::bytea, true
    from unnest(${brought.map(({ kind }) => kindNumber(kind))}::smallint[],
      ${brought.map(({ key }) => key)}::text[]) brought (kind, key)`.execute(tx.db)
}

async function makePlace(tx: Tx, world: World, format: string, settings: object): Promise<Place> {
  const { rows } = await sql<Place>`
    with o as (insert into organisation (name, title) values (${randomUUID()}, 'Case') returning id),
    s as (
      insert into site (organisation_id, name, kind, facts, last_id)
      select id, 'site', 'embedded', ${JSON.stringify(world.facts)}::jsonb, ${world.lastId}::bigint from o
      returning id, organisation_id),
    r as (
      insert into site_role (site_id, id, shortname, contexts)
      select s.id, role.id, role.shortname, string_to_array(role.contexts, ',')
      from s, unnest(${world.roles.map((_, index) => index + 1)}::integer[],
        ${world.roles.map(({ shortname }) => shortname)}::text[],
        ${world.roles.map(({ contexts }) => contexts.join(','))}::text[]) role (id, shortname, contexts))
    insert into feed (organisation_id, site_id, name, format, settings)
    select organisation_id, id, 'feed', ${format}, ${JSON.stringify(settings)}::jsonb from s
    returning organisation_id as "organisationId", site_id as "siteId", id as "feedId"`.execute(tx.db)
  return rows[0]!
}

async function fill(tx: Tx, siteId: number, world: World): Promise<void> {
  for (const kind of ENTITY_KINDS) {
    const entities = world.entities[kind]
    if (entities.length === 0) continue
    const { table, columns } = TABLES[kind] as TableOf<EntityKind>
    const rows = entities.map((entity) => [siteId, ...columns.map(({ value }) => value(entity as never))])
    await tx.copy(table, ['site_id', ...columns.map(({ name }) => name)], copyText(rows))
  }
  if (world.removedUsers.length > 0) {
    await sql`update site_user set deleted = true
      where site_id = ${siteId} and id = any(${world.removedUsers}::bigint[])`.execute(tx.db)
  }
  if (world.activities.length > 0) {
    const rows = world.activities.map(({ courseId, name }, index) => [siteId, courseId, index + 1, name])
    await tx.copy('site_activity', ['site_id', 'course_id', 'position', 'name'], copyText(rows))
  }
  if (world.profileFields.length > 0) {
    const rows = world.profileFields.map((field, index) => ({
      site_id: siteId,
      shortname: field.shortname,
      position: index + 1,
      name: field.name,
      type: field.type,
      options: [...field.options],
      default_value: field.defaultValue,
      include_time: field.includeTime,
    }))
    await tx.db.insertInto('site_profile_field').values(rows).execute()
  }
}
