import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspect, inspectAll } from './inspect.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { removalsOf } from './removals.ts'
import { readSettings, type SnapshotSettings } from './settings.ts'

/** Full lists of users as CSV: what such a list lacks is no longer current (snapshot-sync.md). */
export const snapshotCsv: Format<SnapshotSettings> = {
  name: 'snapshot-csv',
  settings: readSettings,
  policy: policyOf,
  recognise: eachAlone(recognise),
  inspect,
  inspectAll,
  removals: removalsOf,
  records,
}
