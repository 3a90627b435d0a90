import { eachAlone } from '../detect/recognition.ts'
import type { Format } from '../format.ts'
import { inspectTable } from '../moodle-csv/inspect.ts'
import { policyOf } from '../moodle-csv/policy.ts'
import { recordsOf } from '../moodle-csv/records.ts'
import { cellSorter } from './cells.ts'
import { askedBy } from './course.ts'
import { checkHeader } from './header.ts'
import { recognise } from './recognise.ts'
import { readSettings, type UploadCoursesSettings } from './settings.ts'

/** How the columns are called that name a category, of which each row has one, and a template. */
const LABELS = {
  course: {
    category: 'category_path',
    categoryId: 'category',
    categoryIdnumber: 'category_idnumber',
    link: 'templatecourse',
  },
}

/** The course files of Moodle's "Upload courses" (moodle-csv.md section 3). */
export const moodleUploadCourses: Format<UploadCoursesSettings> = {
  name: 'moodle-upload-courses',
  settings: readSettings,
  policy: () => ({
    ...policyOf({ required: { course: ['shortname', 'fullname', 'category'] } }),
    labels: LABELS,
  }),
  recognise: eachAlone(recognise),
  inspect: (file, settings) => inspectTable(file, 'course', settings, checkHeader, ['delete']),
  records: recordsOf((header, settings: UploadCoursesSettings) => {
    const sorted = cellSorter(header, settings)
    return (cells) => askedBy(sorted(cells), settings)
  }),
}
