import type { ActivitySync } from '../../domain/activity-wish.ts'
import type { Finding } from '../../domain/finding.ts'
import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { recordsOf } from '../moodle-csv/records.ts'
import { type Layout, layoutOf } from './header.ts'
import { recognise } from './recognise.ts'
import { Row } from './row.ts'
import { type ActivityCsvSettings, readSettings } from './settings.ts'
import { VALUES } from './values.ts'

/** What learners did, for sites that do not know it themselves: a table for each dataset. */
export const activityCsv: Format<ActivityCsvSettings> = {
  name: 'activity-csv',
  settings: readSettings,
  policy: ({ identifyBy }) => ({ ...policyOf({}), labels: { activity: { [identifyBy]: 'user' } } }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) =>
    inspectTable(file, 'activity', settings, (cells) => check(cells, settings), []),
  records: recordsOf((header, settings: ActivityCsvSettings) => {
    const layout = layoutOf(header, settings)
    return (cells) => askedBy(new Row(cells, layout.places), layout, settings)
  }),
}

function check(header: readonly string[], settings: ActivityCsvSettings): readonly Finding[] {
  layoutOf(header, settings)
  return []
}

function askedBy(row: Row, { dataset }: Layout, { identifyBy }: ActivityCsvSettings): ActivitySync | Finding {
  const user = row.text('user')
  const course = dataset === 'completion' || dataset === 'grade' ? row.text('course') : row.optional('course')
  const told = VALUES[dataset](row)
  if (row.fault !== null) return row.fault
  return {
    kind: 'activity',
    verb: 'put',
    ...told,
    // User names are kept in small letters.
    person: { field: identifyBy, value: identifyBy === 'username' ? user.toLowerCase() : user },
    course: course === null ? null : { field: 'shortname', value: course },
  } as ActivitySync
}
