import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { recordsOf } from '../moodle-csv/records.ts'
import { checkHeader } from './header.ts'
import { recognise } from './recognise.ts'
import { rowReader } from './row.ts'
import { type GroupsSettings, readSettings } from './settings.ts'

/** How the columns are called. */
const LABELS = {
  group: {
    shortname: 'coursename',
    name: 'groupname',
    groupIdnumber: 'groupidnumber',
    grouping: 'groupingname',
  },
  enrolment: { grouping: 'groupingname' },
}

/** The files of Moodle's "Import groups" (moodle-csv.md section 5). */
export const moodleGroups: Format<GroupsSettings> = {
  name: 'moodle-groups',
  settings: readSettings,
  policy: () => ({ ...policyOf({}), labels: LABELS }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) => inspectTable(file, 'group', settings, checkHeader, []),
  records: recordsOf(rowReader),
}
