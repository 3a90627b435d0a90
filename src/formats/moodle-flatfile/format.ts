import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { inspect } from './inspect.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { METHOD } from './row.ts'
import { type FlatfileSettings, readSettings } from './settings.ts'

/** The text file of Moodle's "Flat file" enrolments (moodle-csv.md section 1). */
export const moodleFlatfile: Format<FlatfileSettings> = {
  name: 'moodle-flatfile',
  method: METHOD,
  settings: readSettings,
  policy: () => policyOf({}),
  recognise: eachAlone(recognise),
  inspect,
  records,
}
