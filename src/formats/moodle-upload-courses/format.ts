import { recordKey } from '../../domain/record-key.ts'
import { eachAlone } from '../detect/recognition.ts'
import type { Format, SourceRecord } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { refusedRecord, tableRecords } from '../moodle-csv/records.ts'
import { cellSorter } from './cells.ts'
import { askedBy } from './course.ts'
import { checkHeader } from './header.ts'
import { recognise } from './recognise.ts'
import { readSettings, type UploadCoursesSettings } from './settings.ts'

/** The course files of Moodle's "Upload courses" (moodle-csv.md section 3). */
export const moodleUploadCourses: Format<UploadCoursesSettings> = {
  name: 'moodle-upload-courses',
  settings: readSettings,
  policy: () => policyOf({ required: { course: ['shortname', 'fullname', 'category'] } }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) => inspectTable(file, 'course', settings, checkHeader, ['delete']),
  records: (file, inspection, settings, batchSize) => {
    const sorted = cellSorter(inspection.header ?? [], settings)
    const read = (cells: readonly string[], line: number): SourceRecord => {
      const asked = askedBy(sorted(cells), settings)
      if ('code' in asked) return refusedRecord(line, cells, asked)
      return { line, key: recordKey(asked), text: JSON.stringify(asked), action: asked }
    }
    return tableRecords(file, inspection, settings, batchSize, read)
  },
}
