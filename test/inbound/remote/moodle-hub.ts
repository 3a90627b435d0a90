import { addMoodleSite } from '../../../src/config/moodle-sites.ts'
import type { Hub } from '../../../src/inbound/hub.ts'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
import {
  ADMIN_TOKEN,
  moodleStandIn,
  type StandIn,
  type StandInOptions,
} from '../../moodle-stand-in/stand-in.ts'
import { clientOf } from '../../transport/moodle-ws/lanes.ts'
import { type TestHub, testHub } from '../test-hub.ts'

/** A hub whose feed fills a stand-in for Moodle. */
export interface MoodleHub extends TestHub, AsyncDisposable {
  readonly standIn: StandIn
  readonly ws: MoodleWs
}

export async function moodleHub(options: StandInOptions = {}): Promise<MoodleHub> {
  const standIn = await moodleStandIn(options)
  const test = await testHub()
  const ws = clientOf(standIn, {}, { attempts: 12 })
  const hub: Hub = { ...test.hub, moodle: () => ws }
  const { organisationId } = test.defaults
  const { siteId, feedId } = await hub.store.asOrganisation(organisationId, async (tx) => {
    const siteId = await addMoodleSite(tx, hub.sealer, organisationId, 'school', {
      url: standIn.url,
      token: ADMIN_TOKEN,
    })
    const { id: feedId } = await tx.db
      .insertInto('feed')
      .values({
        organisation_id: organisationId,
        site_id: siteId,
        name: 'to-school',
        format: 'datahub-csv',
        settings: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { siteId, feedId }
  })
  return {
    hub,
    defaults: { organisationId, siteId, feedId },
    standIn,
    ws,
    async [Symbol.asyncDispose]() {
      await standIn.close()
      await test[Symbol.asyncDispose]()
    },
  }
}

/** Calls that the stand-in has been sent since the last time, by name. */
export function callsSince({ standIn }: MoodleHub, from: number): string[] {
  return standIn.calls.slice(from).map(({ name }) => name)
}

/** Functions that change something. */
export function writesIn(names: readonly string[]): string[] {
  return names.filter((name) => !/_get_|_search_/.test(name))
}
