import type { Format } from '../format.ts'
import { conformance } from './conformance.ts'
import { METHOD } from './enrollment.ts'
import { inspect, inspectAll } from './inspect.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { records } from './records.ts'
import { removalsOf } from './removals.ts'
import { type OnerosterSettings, readSettings } from './settings.ts'

/** Packages of OneRoster CSV 1.1 and 1.2: a manifest and the tables that it lists. */
export const onerosterCsv: Format<OnerosterSettings> = {
  name: 'oneroster-csv',
  method: METHOD,
  settings: readSettings,
  policy: policyOf,
  recognise,
  conformance,
  inspect,
  inspectAll,
  records,
  removals: removalsOf,
}
