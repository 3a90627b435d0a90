/**
 * `import-through-trouble.ts DATA_FOLDER MOODLE FILES FROM TO N`: carries out the imports of some rounds, or goes on with
 * them, whatever trouble the site makes. Says `event` before each statement and around each call, and `ended` after
 * each import, where it waits for the next N. It halts before event N, for ever, unless that is 0.
 */
import { createInterface } from 'node:readline'
import { hubOn } from '../../../../src/cli/open-hub.ts'
import { openStore } from '../../../../src/store/open.ts'
import { clientOf } from '../../../transport/moodle-ws/lanes.ts'
import { carryOutRound } from '../../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../../test-key.ts'
import { impatient } from '../impatient.ts'
import { feedToMoodle } from '../moodle-feed.ts'
import { throughTrouble } from '../through-trouble.ts'
import { Events } from './events.ts'

/** What the stand-in does late it has done after 15 ms; the longest call of a server, 360 s, becomes 60 ms. */
const TIMES_FASTER = 6000
const CHUNK = 40

const [dataFolder = '', moodle = '', files = '', from = '', to = '', halt = ''] = process.argv.slice(2)
const events = new Events(Number(halt))
const orders = createInterface(process.stdin)[Symbol.asyncIterator]()
const ws = events.around(impatient(clientOf({ url: moodle }), TIMES_FASTER))
const store = await openStore({ dataFolder, onStatement: events.happen })
const hub = { ...hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME), moodle: () => ws }
const defaults = await feedToMoodle(hub, moodle)
for (let round = Number(from); round <= Number(to); round++) {
  await throughTrouble(() => carryOutRound(hub, defaults, files, round, CHUNK))
  events.say('ended')
  const order = await orders.next()
  events.restart(Number(order.value))
}
await store.close()
process.exit()
