/**
 * `import-to-moodle.ts DATA_FOLDER MOODLE FILES ROUND [N]`: begins the import of a round into a Moodle site, or goes on with
 * it. Says `event` before each statement and around each call, and at the end `ended` or the code of what it was refused
 * with. With a number it halts before that event, for ever.
 */
import { hubOn } from '../../../../src/cli/open-hub.ts'
import { RollbookError } from '../../../../src/domain/finding.ts'
import { openStore } from '../../../../src/store/open.ts'
import { clientOf } from '../../../transport/moodle-ws/lanes.ts'
import { carryOutRound } from '../../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../../test-key.ts'
import { impatient } from '../impatient.ts'
import { feedToMoodle } from '../moodle-feed.ts'
import { Events } from './events.ts'

const [dataFolder = '', moodle = '', files = '', round = '', halt = '0'] = process.argv.slice(2)
const events = new Events(Number(halt))
const ws = events.around(impatient(clientOf({ url: moodle }), 1000))
const store = await openStore({ dataFolder, onStatement: events.happen })
try {
  const hub = { ...hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME), moodle: () => ws }
  await carryOutRound(hub, await feedToMoodle(hub, moodle), files, Number(round))
  events.say('ended')
} catch (error) {
  if (!(error instanceof RollbookError)) throw error
  events.say(error.finding.code)
}
await store.close()
