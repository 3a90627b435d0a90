import { refusal } from '../domain/finding.ts'
import type { ActivitySource } from '../sites/activity.ts'
import { EmbeddedActivity } from '../sites/embedded/activity/source.ts'
import type { ExportSite } from './exports.ts'
import type { OutboundHub } from './hub.ts'

/** Where an export's site tells what its learners did. Throws RB-7114 for a site that cannot be asked. */
export function activityOf({ store }: OutboundHub, site: ExportSite, dataset: string): ActivitySource {
  if (site.kind === 'embedded') return new EmbeddedActivity(store, site.ownerId, site.id)
  throw refusal('RB-7114', { value: site.name, field: dataset, kind: site.kind, accepted: 'embedded' })
}
