import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { recordsOf } from '../moodle-csv/records.ts'
import { askedBy } from './account.ts'
import { cellSorter } from './cells.ts'
import { checkHeader } from './header.ts'
import { recognise } from './recognise.ts'
import { readSettings, type UploadUsersSettings } from './settings.ts'

/** The user files of Moodle's "Upload users" (moodle-csv.md section 2). */
export const moodleUploadUsers: Format<UploadUsersSettings> = {
  name: 'moodle-upload-users',
  refusesUnknownProfileFields: true,
  settings: readSettings,
  policy: ({ allowDuplicateEmails }) =>
    policyOf({ required: { user: ['username', 'firstname', 'lastname', 'email'] }, allowDuplicateEmails }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) => inspectTable(file, 'user', settings, checkHeader, ['deleted', 'suspended']),
  records: recordsOf((header, settings: UploadUsersSettings) => {
    const sorted = cellSorter(header, settings)
    return (cells) => askedBy(sorted(cells), settings)
  }),
}
