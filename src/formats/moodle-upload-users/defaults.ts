import { fillNameTemplate } from '../../domain/values/name-template.ts'
import type { Cells } from './cells.ts'
import { columnNamed, type ValueField } from './columns.ts'
import type { UploadUsersSettings } from './settings.ts'

/** What the feed's settings give for the columns that a file lacks, with its templates filled for one row. */
export interface Defaults {
  readonly values: Readonly<Partial<Record<ValueField, string>>>
  readonly profile: Readonly<Record<string, string>>
}

/** The letters that templates of this upload have (moodle-csv.md 2.3). */
export function templateLetters(cells: Cells, username: string): Readonly<Record<string, string>> {
  const { firstname = '', lastname = '' } = cells.values
  return { u: username, f: firstname, l: lastname }
}

/**
 * Fills the defaults for a row. Only columns that the file lacks get one; an empty cell stays empty (moodle-csv.md 2.4
 * step 5). The user name has its own step.
 */
export function defaultsFor(cells: Cells, username: string, { defaults }: UploadUsersSettings): Defaults {
  const letters = templateLetters(cells, username)
  // Short names count without case, as planning takes them.
  const inFile = new Set(Object.keys(cells.profile).map((name) => name.toLowerCase()))
  const values: Partial<Record<ValueField, string>> = {}
  const profile: Record<string, string> = {}
  for (const [name, template] of Object.entries(defaults)) {
    const column = columnNamed(name)
    const text = template.includes('%') ? fillNameTemplate(template, letters) : template
    if (text === '') continue
    if (column?.as === 'profile' && !inFile.has(column.field.toLowerCase())) profile[column.field] = text
    if (column?.as !== 'value' || column.field === 'username') continue
    if (cells.values[column.field] === undefined) values[column.field] = text
  }
  return { values, profile }
}
