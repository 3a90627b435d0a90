import { type MoreCourseField, ROLE_NAME } from '../../domain/more-fields.ts'
import { isErasing } from '../csv/cell-states.ts'
import { columnNamed, type OwnColumn, type ValueColumn } from './columns.ts'
import { isErasableColumn } from './erasing.ts'
import type { UploadCoursesSettings } from './settings.ts'

/** What a row says of one enrolment method, by field; the method's own name is under the empty field. */
export type MethodCells = Readonly<Record<string, string>>

/** The cells of a row by what they mean. An empty cell is not there: it asks for nothing. */
export interface Cells {
  readonly values: Readonly<Partial<Record<ValueColumn | MoreCourseField, string>>>
  readonly own: Readonly<Partial<Record<OwnColumn, string>>>
  /** By number as the file spells it. */
  readonly methods: ReadonlyMap<string, MethodCells>
  /** Roles that the row gives a name of their own in this course. */
  readonly roles: readonly string[]
  /** Columns whose value is to be taken away, in small letters: by the erase token, or empty where that erases too. */
  readonly erased: readonly string[]
}

/** Makes the function that sorts the cells of the rows under an accepted header. */
export function cellSorter(
  header: readonly string[],
  settings: UploadCoursesSettings,
): (cells: readonly string[]) => Cells {
  const columns = header.map((label) => columnNamed(label.trim().toLowerCase()))
  return (cells) => {
    const values: Partial<Record<ValueColumn | MoreCourseField, string>> = {}
    const own: Partial<Record<OwnColumn, string>> = {}
    const methods = new Map<string, Record<string, string>>()
    const roles: string[] = []
    const erased: string[] = []
    for (const [index, column] of columns.entries()) {
      const cell = cells[index]!
      if (isErasing(cell, settings) && (cell !== '' || isErasableColumn(column))) {
        if (column !== null) erased.push(header[index]!.trim().toLowerCase())
        continue
      }
      if (cell === '') continue
      if (column?.as === 'value') values[column.field] = cell
      if (column?.as === 'own') own[column.field] = cell
      if (column?.as === 'role') {
        roles.push(column.role)
        values[`${ROLE_NAME}${column.role}`] = cell
      }
      if (column?.as !== 'method') continue
      const method = methods.get(column.number) ?? {}
      method[column.field] = cell
      methods.set(column.number, method)
    }
    return { values, own, methods, roles, erased }
  }
}
