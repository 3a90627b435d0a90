/**
 * `import-round.ts DATA_FOLDER DATABASE_URL FILES ROUND [wait | N]`: begins the import of a round, or goes on with it.
 * Says `statement` before each, and at the end `ended` or the code of what it was refused with. With `wait` it begins
 * when a line comes in; with a number it halts before that statement, for ever.
 */

import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { ensureDefaults } from '../../../src/config/first-setup.ts'
import { RollbookError } from '../../../src/domain/finding.ts'
import { openStore } from '../../../src/store/open.ts'
import { carryOutRound } from '../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../test-key.ts'

const [dataFolder = '', databaseUrl = '', files = '', round = '', how] = process.argv.slice(2)
// Not console.log, which may still be on its way when the process is killed.
const say = (word: string) => writeSync(1, `${word}\n`)

let statements = 0
const store = await openStore({
  dataFolder,
  ...(databaseUrl !== '' && { databaseUrl }),
  onStatement() {
    if (++statements === Number(how)) {
      say('halted')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }
    say('statement')
  },
})
try {
  const defaults = await ensureDefaults(store)
  if (how === 'wait') {
    say('ready')
    await once(process.stdin, 'data')
  }
  await carryOutRound(
    hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME),
    defaults,
    files,
    Number(round),
  )
  say('ended')
} catch (error) {
  if (!(error instanceof RollbookError)) throw error
  say(error.finding.code)
}
process.stdin.destroy()
await store.close()
