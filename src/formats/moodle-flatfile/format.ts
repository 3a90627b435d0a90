import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspect } from './inspect.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { METHOD } from './row.ts'
import { type FlatfileSettings, readSettings } from './settings.ts'

/** The text file of Moodle's "Flat file" enrolments (moodle-csv.md section 1). */
export const moodleFlatfile: Format<FlatfileSettings> = {
  name: 'moodle-flatfile',
  method: METHOD,
  settings: readSettings,
  policy: policyOf,
  expiry: ({ expiredAction }) => (expiredAction === 'keep' ? null : expiredAction),
  recognise: eachAlone(recognise),
  inspect,
  records,
}
