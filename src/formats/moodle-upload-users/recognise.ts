import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { ownColumns, uploadSettings } from '../moodle-csv/recognise.ts'
import { columnNamed } from './columns.ts'

/** A new user needs them (moodle-csv.md 2.1). */
const REQUIRED = ['username', 'firstname', 'lastname', 'email']

/** Columns that no other format has. */
const OWN = ['numbered', 'account']

/** Of the columns so many must be known; a single one that is not refuses the file. */
const KNOWN_SHARE = 0.75

/** Knows the files by their header: a person's name, no action column, and the numbered columns that only they have. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  if (table === null || hasActionColumn(table)) return NOT_OURS
  const labels = ownColumns(table)
  const columns = labels.map((label) => columnNamed(label))
  const known = labels.filter((_, index) => columns[index] !== null)
  const names = new Set(known.map((label) => label.toLowerCase()))
  if (!namesPerson(names) || known.length < labels.length * KNOWN_SHARE) return NOT_OURS
  const told = { kind: 'user', settings: uploadSettings(sample, table) } as const
  const header = `the header has ${listed(known)}`
  const unknown = labels.length - known.length
  if (unknown > 0) {
    const reasons = [
      header,
      `columns that are not known refuse the file, and there ${unknown === 1 ? 'is one' : `are ${unknown}`}`,
    ]
    return { ...told, confidence: 'possible', reasons }
  }
  const own = known.filter((label) => OWN.includes(columnNamed(label)!.as))
  if (own.length > 0) {
    return { ...told, confidence: 'certain', reasons: [header, `only this format has ${listed(own)}`] }
  }
  const lacking = REQUIRED.filter((name) => !names.has(name))
  return lacking.length === 0
    ? { ...told, confidence: 'likely', reasons: [`${header}, and no action column`] }
    : { ...told, confidence: 'possible', reasons: [`${header}, but not ${listed(lacking)}`] }
}

/** A feed may make user names of other columns, or go by e-mail addresses (moodle-csv.md 2.3). */
function namesPerson(names: ReadonlySet<string>): boolean {
  return names.has('username') || names.has('email') || (names.has('firstname') && names.has('lastname'))
}
