import {
  ERASABLE_COURSE_FIELDS,
  ERASABLE_ENROLMENT_FIELDS,
  ERASABLE_USER_FIELDS,
  type FileKind,
} from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { isEraseToken, isErasing } from '../csv/cell-states.ts'
import type { FieldColumn } from './layout.ts'
import type { DatahubSettings } from './settings.ts'
import { shownName } from './shown.ts'
import type { Verb } from './verbs.ts'

/** Fields that Data Hub never leaves empty: an account has a city, whatever other formats make of it. */
const NEVER_EMPTY: Readonly<Record<FileKind, readonly string[]>> = {
  user: ['firstname', 'lastname', 'city'],
  course: ['fullname', 'category'],
  enrolment: [],
}

const ERASABLE: Readonly<Record<FileKind, readonly string[]>> = {
  user: ERASABLE_USER_FIELDS.filter((field) => !NEVER_EMPTY.user.includes(field)),
  course: ERASABLE_COURSE_FIELDS,
  enrolment: ERASABLE_ENROLMENT_FIELDS,
}

/** How the rows of a file take values away. */
export interface Erasing {
  /** Does this cell of the field empty it? */
  erases(cell: string, column: FieldColumn): boolean
  /** Why a row cannot be emptied of what it asks for: RB-2019, or null. */
  fault(cells: readonly string[], verb: Verb): Finding | null
}

/** Null where no cell of the feed takes anything away, which spares looking at every one. */
export function erasingOf(
  kind: FileKind,
  columns: readonly FieldColumn[],
  settings: DatahubSettings,
): Erasing | null {
  if (settings.emptyCells === 'leave' && settings.eraseToken === '') return null
  const canBeEmptied = ({ field }: FieldColumn) =>
    field.target === 'profile' || (field.target === 'fields' && ERASABLE[kind].includes(field.as))
  const mustHaveValue = ({ field }: FieldColumn) =>
    field.target === 'fields' && NEVER_EMPTY[kind].includes(field.as)
  return {
    erases: (cell, column) => canBeEmptied(column) && isErasing(cell, settings),
    fault(cells, verb) {
      const column = columns.find((one) => {
        const cell = cells[one.index]!
        if (cell === '') return verb === 'update' && settings.emptyCells === 'erase' && mustHaveValue(one)
        return isEraseToken(cell, settings) && !canBeEmptied(one)
      })
      if (column === undefined) return null
      const parts = { field: shownName(column.label), value: cells[column.index]! }
      return finding('RB-2019', { ...parts, accepted: ERASABLE[kind] })
    },
  }
}
