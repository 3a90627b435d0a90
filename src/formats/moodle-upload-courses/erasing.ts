import { ERASABLE_COURSE_FIELDS } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { CUSTOM_FIELD, ROLE_NAME } from '../../domain/more-fields.ts'
import type { CourseSync } from '../../domain/sync-action.ts'
import type { Cells } from './cells.ts'
import type { Column } from './columns.ts'
import type { UploadCoursesSettings } from './settings.ts'

type Erasable = NonNullable<CourseSync['erase']>[number]

const ERASABLE: readonly Erasable[] = [...ERASABLE_COURSE_FIELDS, 'enddate', 'tags']

/** Columns of which an empty cell may take the value away; the full name cannot go, and a row that asks for it is told. */
export function isErasableColumn(column: Column | null): boolean {
  return (
    column?.as === 'role' ||
    (column?.as === 'value' && (column.field === 'fullname' || isErasable(column.field)))
  )
}

/** RB-2019 for a column whose value a course cannot be without; null: there is none. */
export function erasingFault({ erased }: Cells, { eraseToken }: UploadCoursesSettings): Finding | null {
  const field = erased.find((name) => !isErasable(name))
  return field === undefined
    ? null
    : finding('RB-2019', {
        field,
        value: eraseToken,
        accepted: [...ERASABLE, `${CUSTOM_FIELD}…`, `${ROLE_NAME}…`],
      })
}

/** The fields of a known course that a row takes away. */
export function erasedFields({ erased }: Cells): Erasable[] {
  return erased.filter(isErasable)
}

function isErasable(name: string): name is Erasable {
  return (
    (ERASABLE as readonly string[]).includes(name) ||
    name.startsWith(CUSTOM_FIELD) ||
    name.startsWith(ROLE_NAME)
  )
}
