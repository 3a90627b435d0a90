import { executeRun } from '../../../src/inbound/execute-run.ts'
import type { Hub } from '../../../src/inbound/hub.ts'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
import type { WsLimits } from '../../../src/transport/moodle-ws/settings.ts'
import { moodleStandIn, type StandIn, type StandInOptions } from '../../moodle-stand-in/stand-in.ts'
import { clientOf } from '../../transport/moodle-ws/lanes.ts'
import { type Sent, send, type TestHub, testHub } from '../test-hub.ts'
import { impatient } from './impatient.ts'
import { moodleDefaults } from './moodle-feed.ts'

/** A hub whose feed fills a stand-in for Moodle. */
export interface MoodleHub extends TestHub, AsyncDisposable {
  readonly standIn: StandIn
  readonly ws: MoodleWs
}

/** How the hub's client works: with which limits, and how many times faster than it would it waits. */
export interface ClientOptions {
  readonly limits?: Partial<WsLimits>
  readonly timesFaster?: number
}

export async function moodleHub(
  options: StandInOptions = {},
  client: ClientOptions = {},
): Promise<MoodleHub> {
  const test = await testHub()
  const place = await moodleHubOn(test, test.defaults.organisationId, options, client)
  return {
    ...place,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
    },
  }
}

/** The same for an organisation on the store of another hub, which stays open. */
export async function moodleHubOn(
  test: TestHub,
  organisationId: number,
  options: StandInOptions = {},
  { limits = {}, timesFaster = 1000 }: ClientOptions = {},
): Promise<MoodleHub> {
  const standIn = await moodleStandIn(options)
  const ws = impatient(clientOf(standIn, limits, { attempts: 12 }), timesFaster)
  const hub: Hub = { ...test.hub, moodle: () => ws }
  return {
    hub,
    defaults: await moodleDefaults(hub, organisationId, standIn.url),
    standIn,
    ws,
    [Symbol.asyncDispose]: () => standIn.close(),
  }
}

/** Sends files and has the site asked about each of their records. */
export async function verifyFiles(
  test: MoodleHub,
  files: readonly Sent[],
  settings: object = {},
): Promise<number> {
  const { hub, defaults } = test
  const runId = await send(test, files, settings)
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.updateTable('run').set({ verify: true }).where('id', '=', runId).execute(),
  )
  await executeRun(hub, defaults.organisationId, runId)
  return runId
}

/** Calls that the stand-in has been sent since the last time, by name. */
export function callsSince({ standIn }: MoodleHub, from: number): string[] {
  return standIn.calls.slice(from).map(({ name }) => name)
}

/** Functions that change something. */
export function writesIn(names: readonly string[]): string[] {
  return names.filter((name) => !/_get_|_search_/.test(name))
}
