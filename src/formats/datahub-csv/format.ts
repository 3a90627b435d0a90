import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspect } from './inspect.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { type DatahubSettings, readSettings } from './settings.ts'

/** User, course and enrolment files as Data Hub's version 1 import reads them, and the headers of version 2. */
export const datahubCsv: Format<DatahubSettings> = {
  name: 'datahub-csv',
  settings: readSettings,
  policy: policyOf,
  recognise: eachAlone(recognise),
  inspect,
  records,
}
