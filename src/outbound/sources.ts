import type { ActivityDataset, Dataset, RosterDataset } from '../domain/activity.ts'
import { type RollbookError, refusal } from '../domain/finding.ts'
import type { ActivitySource } from '../sites/activity.ts'
import { EmbeddedActivity } from '../sites/embedded/activity/source.ts'
import { profileFieldsOf } from '../sites/embedded/read/own.ts'
import { EmbeddedRosters } from '../sites/embedded/rosters.ts'
import { MoodleDatabase } from '../sites/moodle/database/moodle-database.ts'
import { MoodleRosters } from '../sites/moodle/database/moodle-rosters.ts'
import { openDatabase } from '../sites/moodle/database/stored.ts'
import { isToldByServices, MoodleServices } from '../sites/moodle/services/moodle-services.ts'
import { openServices } from '../sites/moodle/stored-connection.ts'
import type { RosterSource } from '../sites/roster.ts'
import type { ExportSite } from './exports.ts'
import type { OutboundHub } from './hub.ts'
import { SortedRosters } from './rosters/sorted-rosters.ts'
import { sortingFolder } from './sort/sorting-folder.ts'

/**
 * Where an export's site tells what its learners did: its database if there is one, else its web services where they can.
 * Throws RB-7114 for a site that cannot be asked, and RB-9050 when its password or token was sealed under another key.
 */
export async function activityOf(
  hub: OutboundHub,
  site: ExportSite,
  dataset: ActivityDataset,
): Promise<ActivitySource> {
  if (site.kind === 'embedded') return new EmbeddedActivity(hub.store, site.ownerId, site.id)
  const { connection, database, profileFields } = await connectionOf(hub, site)
  if (database !== null) return new MoodleDatabase(database)
  if (connection !== null && isToldByServices(dataset)) {
    return new MoodleServices(hub.moodle(openServices(hub.sealer, connection)), profileFields)
  }
  throw refusedDataset(site, dataset)
}

/**
 * Where a full list of an export's site comes from: of a Moodle site its database. Throws as `activityOf` does.
 *
 * @param onBatch runs for each batch of a list that is read whole before any of it is told
 */
export async function rosterOf(
  hub: OutboundHub,
  site: ExportSite,
  dataset: RosterDataset,
  onBatch: () => Promise<void> = async () => undefined,
): Promise<RosterSource> {
  if (site.kind === 'embedded') return new EmbeddedRosters(hub.store, site.ownerId, site.id)
  const { database } = await connectionOf(hub, site)
  if (database === null) throw refusedDataset(site, dataset)
  return new SortedRosters(new MoodleRosters(database, site.timeZone), sortingFolder(hub), onBatch)
}

async function connectionOf({ store, sealer }: OutboundHub, site: ExportSite) {
  return store.asOrganisation(site.ownerId, async (tx) => {
    const row = await tx.db
      .selectFrom('site')
      .select('connection')
      .where('id', '=', site.id)
      .executeTakeFirstOrThrow()
    const connection = row.connection as object | null
    const profileFields = await profileFieldsOf(tx, site.id)
    return { connection, database: openDatabase(sealer, connection), profileFields }
  })
}

function refusedDataset(site: ExportSite, dataset: Dataset): RollbookError {
  const accepted = ['embedded', `${site.kind} with a database (rollbook site add … --database)`]
  return refusal('RB-7114', { value: site.name, field: dataset, kind: site.kind, accepted })
}
