import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'
import { type Row, rowsIn, text } from '../read/rows.ts'

/** Parameters that no answer repeats. */
const NEVER_ANSWERED: ReadonlySet<string> = new Set([
  'password',
  'createpassword',
  'summaryformat',
  'descriptionformat',
  'middlename',
  'alternatename',
  'firstnamephonetic',
  'lastnamephonetic',
  'maildisplay',
])
/** Of users the short name is under `type`. */
type CustomField = { readonly value: string } & ({ readonly type: string } | { readonly shortname: string })

/** In answers of users and courses these have another name. */
const OTHER_NAME: Readonly<Record<string, string>> = { forcetheme: 'theme' }

/**
 * Whether a row holds all that a call was to write. False where nothing of it could be seen: it may hold, and then
 * writing it once more does no harm.
 */
export function holds(row: Row, parameters: Readonly<Record<string, ParameterValue>>): boolean {
  const visible = Object.entries(parameters).filter(([name]) => !NEVER_ANSWERED.has(name) && name !== 'id')
  return visible.length > 0 && visible.every(([name, value]) => isHeld(row, name, value))
}

function isHeld(row: Row, name: string, value: ParameterValue): boolean {
  if (name === 'customfields') {
    const fields = rowsIn(row, 'customfields')
    return (value as readonly CustomField[]).every((wanted) => {
      const shortname = 'type' in wanted ? wanted.type : wanted.shortname
      const field = fields.find((one) => text(one, 'shortname') === shortname)
      const held = field === undefined ? '' : text(field, 'valueraw' in field ? 'valueraw' : 'value')
      return held === wanted.value
    })
  }
  return plain(row[name] ?? row[OTHER_NAME[name] ?? name]) === plain(value)
}

/** Moodle leaves empty values out and spells switches in several ways. */
function plain(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return String(value ?? '')
}
