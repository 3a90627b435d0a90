/**
 * `import-round.ts DATA_FOLDER DATABASE_URL FILES ROUND [wait | N]`: begins the import of a round, or goes on with it, as
 * `killed-program.ts` says. With `wait` it begins when a line comes in; with a number it halts before that statement.
 */
import { once } from 'node:events'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { ensureDefaults } from '../../../src/config/first-setup.ts'
import { say, untilKilled } from '../../support/killed-program.ts'
import { carryOutRound } from '../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../test-key.ts'

const [dataFolder = '', databaseUrl = '', files = '', round = '', how] = process.argv.slice(2)

await untilKilled({ dataFolder, databaseUrl, halt: Number(how) }, async (store) => {
  const defaults = await ensureDefaults(store)
  if (how === 'wait') {
    say('ready')
    await once(process.stdin, 'data')
  }
  const hub = hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME)
  await carryOutRound(hub, defaults, files, Number(round))
})
