import { XML_NAMES } from '../containers/entry-name.ts'
import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspect, inspectAll } from './inspect.ts'
import { policyOf } from './policy.ts'
import { recognise } from './recognise.ts'
import { removalsOf } from './removals.ts'
import { type ImsSettings, readSettings } from './settings.ts'
import { records } from './stream.ts'
import { METHOD } from './to-membership.ts'

/** IMS Enterprise 1.1: persons, groups and memberships in one XML file, as Moodle's plugin takes them. */
export const imsEnterprise: Format<ImsSettings> = {
  name: 'ims-enterprise',
  archiveNames: XML_NAMES,
  method: METHOD,
  settings: readSettings,
  policy: policyOf,
  recognise: eachAlone(recognise),
  inspect,
  inspectAll,
  removals: removalsOf,
  records,
}
