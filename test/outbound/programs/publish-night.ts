/**
 * `publish-night.ts DATA_FOLDER DATABASE_URL PLACE NIGHT [N]`: carries a night's exports out, or goes on with them, as
 * `killed-program.ts` says. With a number it halts before that statement.
 */
import { hubOn } from '../../../src/cli/open-hub.ts'
import { TEST_KEY } from '../../inbound/test-key.ts'
import { untilKilled } from '../../support/killed-program.ts'
import { carryOutNight, type NightPlace } from '../nights.ts'

const [dataFolder = '', databaseUrl = '', place = '', night = '', halt] = process.argv.slice(2)

await untilKilled({ dataFolder, databaseUrl, halt: Number(halt) }, (store) =>
  carryOutNight(hubOn(store, dataFolder, TEST_KEY), JSON.parse(place) as NightPlace, Number(night)),
)
