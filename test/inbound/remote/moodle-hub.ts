import { executeRun } from '../../../src/inbound/execute-run.ts'
import type { Hub } from '../../../src/inbound/hub.ts'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
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

export async function moodleHub(options: StandInOptions = {}): Promise<MoodleHub> {
  const standIn = await moodleStandIn(options)
  const test = await testHub()
  const ws = impatient(clientOf(standIn, {}, { attempts: 12 }))
  const hub: Hub = { ...test.hub, moodle: () => ws }
  return {
    hub,
    defaults: await moodleDefaults(hub, test.defaults.organisationId, standIn.url),
    standIn,
    ws,
    async [Symbol.asyncDispose]() {
      await standIn.close()
      await test[Symbol.asyncDispose]()
    },
  }
}

/** Sends files and has the site asked about each of their records. */
export async function verifyFiles(test: MoodleHub, files: readonly Sent[]): Promise<number> {
  const { hub, defaults } = test
  const runId = await send(test, files)
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
