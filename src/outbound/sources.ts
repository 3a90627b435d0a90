import { refusal } from '../domain/finding.ts'
import type { ActivitySource } from '../sites/activity.ts'
import { EmbeddedActivity } from '../sites/embedded/activity/source.ts'
import { MoodleDatabase } from '../sites/moodle/database/moodle-database.ts'
import { openDatabase } from '../sites/moodle/database/stored.ts'
import type { ExportSite } from './exports.ts'
import type { OutboundHub } from './hub.ts'

/**
 * Where an export's site tells what its learners did. Throws RB-7114 for a site that cannot be asked, and RB-9050 when the
 * password of its database was sealed under another key.
 */
export async function activityOf(
  { store, sealer }: OutboundHub,
  site: ExportSite,
  dataset: string,
): Promise<ActivitySource> {
  if (site.kind === 'embedded') return new EmbeddedActivity(store, site.ownerId, site.id)
  const { connection } = await store.asOrganisation(site.ownerId, ({ db }) =>
    db.selectFrom('site').select('connection').where('id', '=', site.id).executeTakeFirstOrThrow(),
  )
  const settings = openDatabase(sealer, connection as object | null)
  if (settings !== null) return new MoodleDatabase(settings)
  const accepted = ['embedded', `${site.kind} with a database (rollbook site add … --database)`]
  throw refusal('RB-7114', { value: site.name, field: dataset, kind: site.kind, accepted })
}
