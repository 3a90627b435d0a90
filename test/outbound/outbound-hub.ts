import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { sealer } from '../../src/access/secrets.ts'
import type { Dataset } from '../../src/domain/activity.ts'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'
import { addExport } from '../../src/outbound/define.ts'
import type { OutboundHub } from '../../src/outbound/hub.ts'
import { putActivity } from '../../src/sites/embedded/activity/put-activity.ts'
import { copyText } from '../../src/store/copy-text.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import { moodleConnections } from '../../src/transport/moodle-ws/connections.ts'
import { filesInFolder } from '../../src/transport/storage/files-in-folder.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { TEST_KEY } from '../inbound/test-key.ts'
import { filesInStandIn } from '../transport/s3/files-in-stand-in.ts'
import type { S3StandIn } from '../transport/s3/stand-in.ts'

/** A person of the site, as tests need one. */
export interface Person {
  readonly id: number
  readonly username: string
  readonly idnumber: string
  readonly institution: string
}

/** A site with two courses, 11 and 12, and organisations that are shown its people by their institution. */
export interface World {
  readonly siteId: number
  readonly ownerId: number
  readonly hub: OutboundHub
  /** Where files are published, instead of the data folder. */
  readonly bucket: S3StandIn | null
  /** Sets the clock, ISO 8601. */
  at(time: string): void
}

export async function world(
  store: Store,
  dataFolder: string,
  people: readonly Person[],
  bucket: S3StandIn | null = null,
): Promise<World> {
  const { siteId, ownerId } = await store.asHouse(async (tx) => {
    const ownerId = await organisation(tx)
    const { id: siteId } = await tx.db
      .insertInto('site')
      .values({
        organisation_id: ownerId,
        name: 'site',
        kind: 'embedded',
        facts: JSON.stringify(DEFAULT_SITE_FACTS),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`insert into site_course (site_id, id, category_id, shortname, fullname, idnumber, summary, format,
        numsections, startdate, enddate, newsitems, showgrades, showreports, visible, maxbytes, lang, theme,
        manual_enrol, guest_enabled, guest_password)
      select ${siteId}, id, 1, 'C' || id, 'Course ' || id, '', '', 'topics', 0, '2024-01-01', '', 0, true, false, true, 0,
        '', '', true, null, '' from unnest('{11,12}'::bigint[]) id`.execute(tx.db)
    await putPeople(tx, siteId, people)
    return { siteId, ownerId }
  })
  let now = 0
  const hub: OutboundHub = {
    store,
    dataFolder,
    files: bucket === null ? filesInFolder(dataFolder) : filesInStandIn(dataFolder, bucket),
    sealer: sealer(TEST_KEY),
    moodle: moodleConnections(),
    now: () => now,
  }
  return {
    siteId,
    ownerId,
    hub,
    bucket,
    at(time) {
      now = Date.parse(time)
    },
  }
}

/** The people of the site from now on. */
export async function putPeople(tx: Tx, siteId: number, people: readonly Person[]): Promise<void> {
  await sql`delete from site_user where site_id = ${siteId}`.execute(tx.db)
  const rows = people.map(({ id, username, idnumber, institution }) => [
    siteId,
    id,
    username,
    `${username}@example.org`,
    idnumber,
    'Ann',
    'Lee',
    '',
    'GB',
    'manual',
    'en',
    'UTC',
    '',
    '',
    institution,
    '',
    0,
    true,
    false,
    false,
    false,
    '',
    '{}',
  ])
  const columns =
    'site_id id username email idnumber firstname lastname city country auth lang timezone theme description institution ' +
    'department maildigest autosubscribe trackforums suspended force_password_change password_hash profile'
  await tx.copy('site_user', columns.split(' '), copyText(rows))
}

/** An organisation that is shown the people of an institution, with an export. Gives its id. */
export async function client(
  { hub, siteId }: World,
  institution: string,
  dataset: Dataset,
  settings: object = {},
): Promise<number> {
  const organisationId = await hub.store.asHouse(async (tx) => {
    const id = await organisation(tx)
    await tx.db
      .insertInto('site_share')
      .values({ organisation_id: id, site_id: siteId, field: 'institution', equals: institution })
      .execute()
    return id
  })
  await hub.store.asOrganisation(organisationId, (tx) =>
    addExport(tx, organisationId, { name: dataset, dataset, siteId, settings }),
  )
  return organisationId
}

async function organisation(tx: Tx): Promise<number> {
  const { id } = await tx.db
    .insertInto('organisation')
    .values({ name: randomUUID(), title: 'Test' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function completed(
  { hub, siteId }: World,
  ...completions: readonly (readonly [userId: number, courseId: number, time: string])[]
): Promise<void> {
  await hub.store.asHouse(async (tx) => {
    putActivity(
      tx,
      siteId,
      'completion',
      completions.map(([userId, courseId, time]) => ({ userId, courseId, time: Date.parse(time) })),
    )
  })
}

export async function graded(
  { hub, siteId }: World,
  userId: number,
  courseId: number,
  grade: string,
  time: number,
): Promise<void> {
  await hub.store.asHouse(async (tx) => {
    const row = { userId, courseId, item: 'course' as const, name: '', grade, min: '0', max: '100', time }
    putActivity(tx, siteId, 'grade', [row])
  })
}

/** The files of an organisation's outbox, or of a folder in it, by name. */
export async function outbox(
  { hub, bucket }: World,
  organisationId: number,
  inside = '',
): Promise<Record<string, string>> {
  if (bucket !== null) return inBucket(bucket, `hub/${organisationId}/outbox/${inside}`)
  const folder = join(outboxFolder(hub.dataFolder, organisationId), inside)
  const names = await readdir(folder).catch(() => [])
  const entries = names
    .sort()
    .map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(entries))
}

function inBucket({ objects }: S3StandIn, before: string): Record<string, string> {
  const keys = [...objects.keys()].filter((key) => key.startsWith(before)).sort()
  return Object.fromEntries(keys.map((key) => [key.slice(before.length), objects.get(key)!.toString()]))
}

/** As if a minute had passed since the last sign of life of what is running. */
export async function forgetSignsOfLife({ hub }: World): Promise<void> {
  await hub.store.asHouse(({ db }) =>
    sql`update export_run set heartbeat_at = heartbeat_at - interval '2 minutes' where state = 'running'`.execute(
      db,
    ),
  )
}
