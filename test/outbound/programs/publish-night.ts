/**
 * `publish-night.ts DATA_FOLDER DATABASE_URL PLACE NIGHT [N]`: carries a night's exports out, or goes on with them.
 * Says `statement` before each, and at the end `ended` or the code of what it was refused with. With a number
 * it halts before that statement, for ever.
 */

import { writeSync } from 'node:fs'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { RollbookError } from '../../../src/domain/finding.ts'
import { openStore } from '../../../src/store/open.ts'
import { TEST_KEY } from '../../inbound/test-key.ts'
import { carryOutNight, type NightPlace } from '../nights.ts'

const [dataFolder = '', databaseUrl = '', place = '', night = '', halt] = process.argv.slice(2)
// Not console.log, which may still be on its way when the process is killed.
const say = (word: string) => writeSync(1, `${word}\n`)

let statements = 0
const store = await openStore({
  dataFolder,
  ...(databaseUrl !== '' && { databaseUrl }),
  onStatement() {
    if (++statements === Number(halt)) {
      say('halted')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }
    say('statement')
  },
})
try {
  await carryOutNight(hubOn(store, dataFolder, TEST_KEY), JSON.parse(place) as NightPlace, Number(night))
  say('ended')
} catch (error) {
  if (!(error instanceof RollbookError)) throw error
  say(error.finding.code)
}
process.stdin.destroy()
await store.close()
