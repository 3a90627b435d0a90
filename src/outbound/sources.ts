import type { ActivityDataset } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import type { ActivitySource } from '../sites/activity.ts'
import { EmbeddedActivity } from '../sites/embedded/activity/source.ts'
import { profileFieldsOf } from '../sites/embedded/read/own.ts'
import { MoodleDatabase } from '../sites/moodle/database/moodle-database.ts'
import { openDatabase } from '../sites/moodle/database/stored.ts'
import { isToldByServices, MoodleServices } from '../sites/moodle/services/moodle-services.ts'
import { openServices } from '../sites/moodle/stored-connection.ts'
import type { ExportSite } from './exports.ts'
import type { OutboundHub } from './hub.ts'

/**
 * Where an export's site tells what its learners did: its database if there is one, else its web services where they can.
 * Throws RB-7114 for a site that cannot be asked, and RB-9050 when its password or token was sealed under another key.
 */
export async function activityOf(
  { store, sealer, moodle }: OutboundHub,
  site: ExportSite,
  dataset: ActivityDataset,
): Promise<ActivitySource> {
  if (site.kind === 'embedded') return new EmbeddedActivity(store, site.ownerId, site.id)
  const { connection, profileFields } = await store.asOrganisation(site.ownerId, async (tx) => ({
    ...(await tx.db
      .selectFrom('site')
      .select('connection')
      .where('id', '=', site.id)
      .executeTakeFirstOrThrow()),
    profileFields: await profileFieldsOf(tx, site.id),
  }))
  const settings = openDatabase(sealer, connection as object | null)
  if (settings !== null) return new MoodleDatabase(settings)
  if (connection !== null && isToldByServices(dataset)) {
    return new MoodleServices(moodle(openServices(sealer, connection as object)), profileFields)
  }
  const accepted = ['embedded', `${site.kind} with a database (rollbook site add … --database)`]
  throw refusal('RB-7114', { value: site.name, field: dataset, kind: site.kind, accepted })
}
