import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspect, inspectAll } from './inspect.ts'
import { METHOD } from './membership.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { removalsOf } from './removals.ts'
import { type EnrolmentListSettings, readSettings } from './settings.ts'

/** Full lists of enrolments as CSV: what such a list lacks has ended (snapshot-sync.md). */
export const snapshotEnrolmentsCsv: Format<EnrolmentListSettings> = {
  name: 'snapshot-enrolments-csv',
  method: METHOD,
  settings: readSettings,
  policy: policyOf,
  recognise: eachAlone(recognise),
  inspect,
  inspectAll,
  removals: removalsOf,
  records,
}
