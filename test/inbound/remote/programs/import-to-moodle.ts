/**
 * `import-to-moodle.ts DATA_FOLDER MOODLE FILES ROUND [wait | N]`: begins the import of a round into a Moodle site, or goes
 * on with it. Says `event` before each statement and around each call, and at the end `ended` or the code of what it was
 * refused with. With a number it halts before that event, for ever.
 */
import { writeSync } from 'node:fs'
import { hubOn } from '../../../../src/cli/open-hub.ts'
import { RollbookError } from '../../../../src/domain/finding.ts'
import { openStore } from '../../../../src/store/open.ts'
import { clientOf } from '../../../transport/moodle-ws/lanes.ts'
import { carryOutRound } from '../../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../../test-key.ts'
import { impatient } from '../impatient.ts'
import { feedToMoodle } from '../moodle-feed.ts'

const [dataFolder = '', moodle = '', files = '', round = '', halt = ''] = process.argv.slice(2)
// Not console.log, which may still be on its way when the process is killed.
const say = (word: string) => writeSync(1, `${word}\n`)

let events = 0
function event(): void {
  if (++events === Number(halt)) {
    say('halted')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  say('event')
}

const ws = clientOf({ url: moodle })
const listened: typeof ws = {
  ...impatient(ws),
  async call(name, parameters) {
    event()
    const result = await ws.call(name, parameters)
    event()
    return result
  },
}
const store = await openStore({ dataFolder, onStatement: event })
try {
  const hub = { ...hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME), moodle: () => listened }
  await carryOutRound(hub, await feedToMoodle(hub, moodle), files, Number(round))
  say('ended')
} catch (error) {
  if (!(error instanceof RollbookError)) throw error
  say(error.finding.code)
}
await store.close()
