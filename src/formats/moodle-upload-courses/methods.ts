import { type Finding, finding } from '../../domain/finding.ts'
import type { MethodWish, NamedInColumn } from '../../domain/method-wish.ts'
import { METHOD, type MethodField } from '../../domain/more-fields.ts'
import type { CourseSync } from '../../domain/sync-action.ts'
import { DATE_TEXTS, readDateText } from '../../domain/values/date-text.ts'
import type { Cells, MethodCells } from './cells.ts'
import { readPeriod } from './period.ts'

/** What a row says of enrolment methods and roles. */
export interface Methods
  extends Pick<CourseSync, 'manual' | 'guest' | 'methods' | 'sources' | 'roles' | 'notice'> {}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Methods that files may set (moodle-csv.md 3.1). */
const METHODS = ['manual', 'guest', 'self', 'cohort', 'meta']

/** What tells several methods of a kind apart. */
const SOURCES: Readonly<Record<string, string>> = { cohort: 'cohortidnumber', meta: 'metacoursename' }

const YES = /^[1-9]\d*$/

/** Reads the enrolment methods of a row, or tells why it is refused. */
export function methodsOf({ methods, roles: renamed }: Cells): Methods | Finding {
  const read: Mutable<Methods> = {}
  const kept: Partial<Record<MethodField, MethodWish | null>> = {}
  const roles: NamedInColumn[] = renamed.map((shortname) => ({ column: `role_${shortname}`, shortname }))
  const keys: string[] = []
  for (const [number, cells] of methods) {
    const written = cells[''] ?? ''
    if (written === '') continue
    const column = `${METHOD}${number}`
    const kind = written.toLowerCase()
    if (!METHODS.includes(kind)) {
      return finding('RB-1348', { field: column, value: written, accepted: METHODS })
    }
    if (cells['role'] !== undefined) roles.push({ column: `${column}_role`, shortname: cells['role'] })
    const { settings, fault } = settingsOf(column, cells)
    if (fault !== null) return fault
    const isGone = YES.test(cells['delete'] ?? '')
    const isOn = !isGone && !YES.test(cells['disable'] ?? '')
    if (kind === 'manual') read.manual = isOn
    if (kind === 'guest') read.guest = isGone ? null : guestOf(isOn, cells)
    else if (cells['password'] !== undefined) keys.push(kind)
    const wish = wishOf(kind, isOn, settings)
    if (wish !== null) kept[fieldOf(kind, cells)] = isGone ? null : wish
    const source = cells['metacoursename']
    if (kind === 'meta' && source !== undefined && !isGone) {
      read.sources = [...(read.sources ?? []), { column: `${column}_metacoursename`, shortname: source }]
    }
  }
  return {
    ...read,
    ...(Object.keys(kept).length > 0 && { methods: kept }),
    ...(roles.length > 0 && { roles }),
    ...(keys.length > 0 && { notice: finding('RB-1346', { value: keys.join(', ') }) }),
  }
}

function guestOf(enabled: boolean, { password }: MethodCells): CourseSync['guest'] {
  return { enabled, ...(password !== undefined && { password }) }
}

/** Whether manual enrolment and guest access are on, a course itself says. */
function wishOf(kind: string, isOn: boolean, settings: MethodWish): MethodWish | null {
  if (kind !== 'manual' && kind !== 'guest') return { status: isOn ? 'on' : 'off', ...settings }
  return Object.keys(settings).length === 0 ? null : settings
}

function fieldOf(kind: string, cells: MethodCells): MethodField {
  const source = cells[SOURCES[kind] ?? '-']
  return `${METHOD}${source === undefined ? kind : `${kind}:${source}`}`
}

/** Fields that are no settings of the method: its name, what becomes of it, and its key. */
const OTHER_FIELDS = ['', 'delete', 'disable', 'password']

/** Dates in ISO form, periods in seconds, the rest as it is written. Any column may be a setting, so a fault stands apart. */
function settingsOf(
  column: string,
  cells: MethodCells,
): { readonly settings: MethodWish; readonly fault: Finding | null } {
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(cells)) {
    if (OTHER_FIELDS.includes(name)) continue
    const field = `${column}_${name}`
    const read = readSetting(name, field, value)
    if (typeof read !== 'string') return { settings, fault: read }
    settings[name] = read
  }
  const { startdate, enddate } = settings
  if (!startdate || !enddate || enddate >= startdate) return { settings, fault: null }
  const parts = { field: `${column}_enddate`, other: `${column}_startdate` }
  return { settings, fault: finding('RB-1344', { ...parts, value: enddate, start: startdate }) }
}

function readSetting(name: string, field: string, value: string): string | Finding {
  if (name === 'startdate' || name === 'enddate') {
    const day = readDateText(value)
    return day === null ? finding('RB-2011', { field, value, accepted: DATE_TEXTS }) : day.date
  }
  if (name !== 'enrolperiod') return value
  const seconds = readPeriod(value)
  return seconds === null ? finding('RB-1349', { field, value }) : String(seconds)
}
