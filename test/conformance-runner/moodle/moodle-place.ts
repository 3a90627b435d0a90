import { addMoodleSite } from '../../../src/config/moodle-sites.ts'
import { formatNamed } from '../../../src/formats/registry.ts'
import type { Hub } from '../../../src/inbound/hub.ts'
import { ADMIN_TOKEN, moodleStandIn } from '../../moodle-stand-in/stand-in.ts'
import { clientOf } from '../../transport/moodle-ws/lanes.ts'
import type { BroughtKey } from '../brought-keys.ts'
import type { CasePlace } from '../case-place.ts'
import { makeSite } from '../make-site.ts'
import type { World } from '../world.ts'
import { fillStandIn } from './fill-stand-in.ts'
import { seenStandIn } from './seen-stand-in.ts'

/** A stand-in for Moodle that holds what a case gives, and a hub that knows the way there. */
export async function moodlePlace(
  hub: Hub,
  world: World,
  format: string,
  settings: object,
  brought: readonly BroughtKey[],
): Promise<CasePlace> {
  const standIn = await moodleStandIn({
    profileFields: world.profileFields.map(({ shortname, name, type, options }) => ({
      shortname,
      name,
      type,
      ...(type === 'menu' && { options }),
    })),
  })
  const { site } = standIn.installation
  fillStandIn(site, world, formatNamed(format).method)
  // Where a feed allows duplicate addresses, its site must do so, too.
  site.settings.sharedEmails = (settings as { allowDuplicateEmails?: boolean }).allowDuplicateEmails ?? false
  const bare: World = { ...world, entities: NOTHING, removedUsers: [], activities: [] }
  const place = await makeSite(hub.store, bare, format, settings, brought)
  await hub.store.asHouse(async (tx) => {
    const settingsOfSite = { url: standIn.url, token: ADMIN_TOKEN }
    const id = await addMoodleSite(tx, hub.sealer, place.organisationId, 'moodle', settingsOfSite)
    const { connection } = await tx.db
      .selectFrom('site')
      .select('connection')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await tx.db
      .updateTable('site')
      .set({ kind: 'moodle', connection: JSON.stringify(connection) })
      .where('id', '=', place.siteId)
      .execute()
  })
  return {
    ...place,
    hub: { ...hub, moodle: () => clientOf(standIn) },
    seen: () => seenStandIn(site, world, hub.passwords),
    [Symbol.asyncDispose]: () => standIn.close(),
  }
}

const NOTHING: World['entities'] = {
  user: [],
  category: [],
  course: [],
  enrolment: [],
  roleAssignment: [],
  group: [],
  groupMember: [],
  grouping: [],
  groupingGroup: [],
  cohort: [],
  cohortMember: [],
  scormAttempt: [],
  signupChange: [],
  quizAttempt: [],
  courseCompletion: [],
  pathwayCompletion: [],
  grade: [],
}
