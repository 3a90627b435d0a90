import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { addExport } from '../../src/outbound/define.ts'
import { deliverDue } from '../../src/outbound/delivery/deliver.ts'
import type { OutboundHub } from '../../src/outbound/hub.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { putActivity } from '../../src/sites/embedded/activity/put-activity.ts'
import type { Store } from '../../src/store/store.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { type Person, world } from './outbound-hub.ts'

/** Whose exports are run night after night, by numbers that another process can be told. */
export interface NightPlace {
  readonly organisationId: number
  readonly siteId: number
}

const PEOPLE: readonly Person[] = Array.from({ length: 40 }, (_, index) => ({
  id: index + 1,
  username: `u${index + 1}`,
  idnumber: `N${index + 1}`,
  institution: 'A',
}))
const COURSES = [11, 12]
const DAY_MS = 24 * 3_600_000
const FIRST_NIGHT = Date.parse('2026-03-02T02:30:00Z')
const SETTINGS = {
  timeZone: 'UTC',
  manifest: true,
  deliverTo: [{ kind: 'folder', name: 'share', path: '' }],
}

/** A site with people, whose owner has two exports that are delivered to a folder as well. */
export async function nightPlace(store: Store, dataFolder: string): Promise<NightPlace> {
  const { siteId, ownerId: organisationId } = await world(store, dataFolder, PEOPLE)
  await store.asOrganisation(organisationId, async (tx) => {
    for (const dataset of ['completion', 'grade'] as const) {
      await addExport(tx, organisationId, { name: dataset, dataset, siteId, settings: SETTINGS })
    }
  })
  return { organisationId, siteId }
}

/**
 * What happens in the n-th night, from 1, or what is left of it: people did things on the day before and, late, on the one
 * before that; the exports run; more of the day comes to light, and the files are built anew; they are delivered.
 */
export async function carryOutNight(
  { now: _, ...hub }: OutboundHub,
  place: NightPlace,
  night: number,
): Promise<void> {
  const at = { ...hub, now: () => FIRST_NIGHT + night * DAY_MS }
  await mkdir(deliveryFolder(hub.dataFolder), { recursive: true })
  await takeForDead(hub.store)
  for (const part of [0, 1]) {
    await happens(hub.store, place, night, part)
    const results = await runExports(at, place.organisationId, [], { force: part === 1 })
    for (const { finding } of results) if (finding !== null) throw new Error(finding.message)
  }
  const delivering = { ...at, deliveryFolder: deliveryFolder(hub.dataFolder) }
  for await (const { finding } of deliverDue(delivering, place.organisationId)) {
    if (finding !== null) throw new Error(finding.message)
  }
}

async function happens(store: Store, { siteId }: NightPlace, night: number, part: number): Promise<void> {
  const day = FIRST_NIGHT + (night - 1) * DAY_MS
  await store.asHouse(async (tx) => {
    const some = PEOPLE.filter(({ id }) => (id + night) % 3 === part)
    const timeOf = (id: number) => day + (id % 4 === 0 && night > 1 ? -DAY_MS : 0) + id * 60_000
    putActivity(
      tx,
      siteId,
      'completion',
      some.map(({ id }) => ({ userId: id, courseId: COURSES[night % 2]!, time: timeOf(id) })),
    )
    // The same grades each night, of which some change.
    putActivity(
      tx,
      siteId,
      'grade',
      some.map(({ id }) => ({
        userId: id,
        courseId: COURSES[0]!,
        item: 'course' as const,
        name: '',
        grade: String(50 + ((id * night) % 5)),
        min: '0',
        max: '100',
        time: timeOf(id),
      })),
    )
  })
}

/** As if minutes had passed since the last sign of life of who was at work before. */
async function takeForDead(store: Store): Promise<void> {
  await store.asHouse(async ({ db }) => {
    await sql`update export_run set heartbeat_at = heartbeat_at - interval '2 minutes' where state = 'running'`.execute(
      db,
    )
    await sql`update export_delivery set alive_at = alive_at - interval '10 minutes' where worker is not null`.execute(
      db,
    )
  })
}

function deliveryFolder(dataFolder: string): string {
  return join(dataFolder, 'delivered')
}

/** All that exports left, by what is the same however often a process was killed: no number that a database gives. */
export interface Left {
  /** Every name in the outbox, whatever it is of, with its content. */
  readonly outbox: Readonly<Record<string, string>>
  readonly delivered: Readonly<Record<string, string>>
  readonly files: readonly Readonly<Record<string, unknown>>[]
  /** Key and content of each fact with the number of its file. */
  readonly ledger: readonly string[]
  readonly deliveries: readonly string[]
}

export async function leftByNights(
  store: Store,
  dataFolder: string,
  { organisationId }: NightPlace,
): Promise<Left> {
  return store.asHouse(async ({ db }) => {
    const files = await sql<Record<string, unknown>>`
      select e.name as export, f.state, f.name, f.file_date, f.sequence, f.rows, f.late, f.corrected, f.sha256, f.manifest,
        f.published_at
      from export_file f join export e on e.organisation_id = f.organisation_id and e.id = f.export_id
      order by e.name, f.sequence nulls first, f.id`.execute(db)
    const ledger = await sql<{ fact: string }>`
      with delivered as (
        select organisation_id, export_id, file_id, uuid_send(key) || uuid_send(content) || uuid_send(facts) as digests
        from export_ledger
        union all
        select organisation_id, export_id, file_id, substring(digests from at for 48)
        from export_note, generate_series(1, length(digests), 48) at)
      select concat_ws(' ', d.export_id, f.sequence, encode(d.digests, 'hex')) as fact
      from delivered d left join export_file f using (organisation_id, export_id)
      where f.id = d.file_id or f.id is null order by fact`.execute(db)
    const deliveries = await sql<{ told: string }>`
      select concat_ws(' ', f.export_id, f.sequence, d.destination, d.state, d.worker) as told
      from export_delivery d
      join export_file f on f.organisation_id = d.organisation_id and f.export_id = d.export_id and f.id = d.file_id
      order by told`.execute(db)
    const { name } = await db
      .selectFrom('organisation')
      .select('name')
      .where('id', '=', organisationId)
      .executeTakeFirstOrThrow()
    return {
      outbox: await textsIn(outboxFolder(dataFolder, organisationId)),
      delivered: await textsIn(join(deliveryFolder(dataFolder), name), (one) => !one.startsWith('.')),
      files: files.rows,
      ledger: ledger.rows.map(({ fact }) => fact),
      deliveries: deliveries.rows.map(({ told }) => told),
    }
  })
}

async function textsIn(
  folder: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter(isWanted).sort()
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(texts))
}
