import { type Finding, finding } from '../../domain/finding.ts'
import { fillNameTemplate } from '../../domain/values/name-template.ts'
import { characters } from '../../domain/values/text-length.ts'
import type { Cells } from './cells.ts'
import type { UploadCoursesSettings } from './settings.ts'

/** Characters (moodle-csv.md 3.3 rule 1). */
const LONGEST = 255

/** As tags begin; a lone `<` before a space or digit is none. */
const MARKUP = /<[a-z/!?]/i

/** The short name of a row, or of its template where it has none (moodle-csv.md 3.3 rules 1 and 8). */
export function shortnameOf({ values }: Cells, settings: UploadCoursesSettings): string | Finding {
  if (values.shortname !== undefined) return checkedName('shortname', values.shortname)
  const { mode, shortnameTemplate, defaults } = settings
  if (mode === 'updateOnly' || shortnameTemplate === '') return finding('RB-2001', { field: 'shortname' })
  const made = fillNameTemplate(shortnameTemplate, {
    f: values.fullname ?? defaults.fullname,
    i: values.idnumber ?? defaults.idnumber,
  }).trim()
  return made === ''
    ? finding('RB-1342', { field: 'shortnameTemplate', value: shortnameTemplate })
    : checkedName('shortname', made)
}

/** A name that a course may have, or why it may not. */
export function checkedName(field: string, value: string): string | Finding {
  if (MARKUP.test(value)) return finding('RB-1343', { field, value })
  const length = characters(value)
  return length > LONGEST ? finding('RB-2002', { field, value, length, limit: LONGEST }) : value
}
