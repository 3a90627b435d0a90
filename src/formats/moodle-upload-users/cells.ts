import { isEraseToken } from '../csv/cell-states.ts'
import type { AccountColumn, NumberedColumn, ValueField } from './columns.ts'
import { columnOf } from './header.ts'
import type { UploadUsersSettings } from './settings.ts'

/** The cells of one number, such as `course1`, `role1` and `group1`; those that are empty are not there. */
export type NumberedCells = Readonly<Partial<Record<NumberedColumn, string>>>

/**
 * The cells of a row by what they mean. A column that the file lacks is not there; an empty cell is an empty text, and so
 * is one with the erase token.
 */
export interface Cells {
  readonly values: Readonly<Partial<Record<ValueField, string>>>
  readonly account: Readonly<Partial<Record<AccountColumn, string>>>
  /** By short name, as the file spells it. */
  readonly profile: Readonly<Record<string, string>>
  /** By number as the file spells it, in the order in which the file first names each. */
  readonly numbered: ReadonlyMap<string, NumberedCells>
  /** Columns with the erase token, as the file spells them. */
  readonly erased: readonly string[]
}

/** Makes the function that sorts the cells of the rows under an accepted header. */
export function cellSorter(
  header: readonly string[],
  settings: UploadUsersSettings,
): (cells: readonly string[]) => Cells {
  const columns = header.map((label) => columnOf(label.trim()))
  return (cells) => {
    const values: Partial<Record<ValueField, string>> = {}
    const account: Partial<Record<AccountColumn, string>> = {}
    const profile: Record<string, string> = {}
    const numbered = new Map<string, Partial<Record<NumberedColumn, string>>>()
    const erased: string[] = []
    for (const [index, column] of columns.entries()) {
      const isErased = column !== null && isEraseToken(cells[index]!, settings)
      if (isErased) erased.push(header[index]!.trim())
      const cell = isErased ? '' : cells[index]!
      switch (column?.as) {
        case 'value':
          values[column.field] = cell
          break
        case 'account':
          account[column.field] = cell
          break
        case 'profile':
          profile[column.field] = cell
          break
        case 'numbered': {
          if (cell === '') break
          const ofNumber = numbered.get(column.number) ?? {}
          ofNumber[column.field] = cell
          numbered.set(column.number, ofNumber)
        }
      }
    }
    return { values, account, profile, numbered, erased }
  }
}
