import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { recordsOf } from '../moodle-csv/records.ts'
import { checkHeader } from './header.ts'
import { recognise } from './recognise.ts'
import { rowReader } from './row.ts'
import { type CohortsSettings, readSettings } from './settings.ts'

/** How the columns are called that name a category. */
const LABELS = { course: { categoryId: 'category_id', categoryIdnumber: 'category_idnumber' } }

/** The cohort files of Moodle's "Upload cohorts" (moodle-csv.md section 4). */
export const moodleCohorts: Format<CohortsSettings> = {
  name: 'moodle-cohorts',
  settings: readSettings,
  policy: () => ({ ...policyOf({}), labels: LABELS }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) => inspectTable(file, 'cohort', settings, checkHeader, []),
  records: recordsOf(rowReader),
}
