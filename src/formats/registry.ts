import { refusal } from '../domain/finding.ts'
import { activityCsv } from './activity-csv/format.ts'
import { datahubCsv } from './datahub-csv/format.ts'
import type { Format } from './format.ts'
import { imsEnterprise } from './ims-enterprise/format.ts'
import { moodleCohorts } from './moodle-cohorts/format.ts'
import { moodleFlatfile } from './moodle-flatfile/format.ts'
import { moodleGroups } from './moodle-groups/format.ts'
import { moodleUploadCourses } from './moodle-upload-courses/format.ts'
import { moodleUploadUsers } from './moodle-upload-users/format.ts'
import { onerosterCsv } from './oneroster-csv/format.ts'
import { snapshotCsv } from './snapshot-csv/format.ts'
import { snapshotEnrolmentsCsv } from './snapshot-enrolments-csv/format.ts'

/** Every inbound format. A new one is its folder and a line here. */
export const FORMATS: readonly Format[] = [
  datahubCsv as Format,
  imsEnterprise as Format,
  moodleFlatfile as Format,
  moodleUploadUsers as Format,
  moodleUploadCourses as Format,
  moodleCohorts as Format,
  moodleGroups as Format,
  onerosterCsv as Format,
  snapshotCsv as Format,
  snapshotEnrolmentsCsv as Format,
  activityCsv as Format,
]

/** Throws RollbookError RB-8005 when there is no such format. */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  throw refusal('RB-8005', { value: name, accepted: FORMATS.map((known) => known.name) })
}
