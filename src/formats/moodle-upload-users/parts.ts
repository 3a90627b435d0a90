import { type Finding, finding } from '../../domain/finding.ts'
import type { AccountPart, Moment, RolePart } from '../../domain/sync-action.ts'
import { DATE_TEXTS, readDateText } from '../../domain/values/date-text.ts'
import type { NumberedCells } from './cells.ts'
import type { NumberedColumn } from './columns.ts'
import type { UploadUsersSettings } from './settings.ts'

/** The method through which this upload enrols. */
const METHOD = 'manual'

/** The role that manual enrolment gives where neither the row nor the course names one (moodle-csv.md 2.6). */
const DEFAULT_ROLE = 'student'

/** A hundred years. */
const LONGEST_PERIOD_DAYS = 36_525

const STATUSES: ReadonlyMap<string, 'active' | 'suspended'> = new Map([
  ['0', 'active'],
  ['1', 'suspended'],
])

/**
 * What a row asks for besides the account: first cohorts, then roles, then enrolments (moodle-csv.md 2.4 step 9, 2.6).
 * What the format cannot read becomes a faulty part: the rest of the row goes on.
 */
export function partsOf(
  numbered: ReadonlyMap<string, NumberedCells>,
  settings: UploadUsersSettings,
): AccountPart[] {
  const cohorts: AccountPart[] = []
  const roles: AccountPart[] = []
  const enrolments: AccountPart[] = []
  for (const [number, cells] of numbered) {
    const { cohort, sysrole, category, categoryrole } = cells
    const asked = (...names: NumberedColumn[]) => ({ columns: columnsOf(names, number, cells) })
    if (cohort !== undefined)
      cohorts.push({ part: 'cohort', idnumber: cohort, create: true, ...asked('cohort') })
    if (sysrole !== undefined) roles.push({ ...systemRole(sysrole), ...asked('sysrole') })
    if (category !== undefined && categoryrole !== undefined) {
      roles.push({
        part: 'role',
        role: categoryrole,
        category: { idnumber: category },
        take: false,
        ...asked('category', 'categoryrole'),
      })
    } else if (category !== undefined || categoryrole !== undefined) {
      const lacking = category === undefined ? `category${number}` : `categoryrole${number}`
      roles.push(faulty(finding('RB-2001', { field: lacking })))
    }
    if (cells.course !== undefined) enrolments.push(enrolment(cells.course, number, cells, settings))
  }
  return [...cohorts, ...roles, ...enrolments]
}

function columnsOf(names: readonly NumberedColumn[], number: string, cells: NumberedCells): string {
  return names
    .filter((name) => cells[name] !== undefined)
    .map((name) => `${name}${number}`)
    .join(', ')
}

function systemRole(text: string): RolePart {
  const take = text.startsWith('-')
  return { part: 'role', role: take ? text.slice(1).trim() : text, take }
}

function enrolment(
  course: string,
  number: string,
  cells: NumberedCells,
  settings: UploadUsersSettings,
): AccountPart {
  const isPlain = cells.role === undefined && cells.type === undefined
  const role = roleOf(number, cells, settings)
  if (typeof role !== 'string') return faulty(role)
  const start = startOf(number, cells.enroltimestart)
  if (typeof start === 'object' && start !== null) return faulty(start)
  const days = periodOf(number, cells.enrolperiod)
  if (typeof days === 'object' && days !== null) return faulty(days)
  const status = cells.enrolstatus === undefined ? undefined : STATUSES.get(cells.enrolstatus)
  if (status === undefined && cells.enrolstatus !== undefined) {
    return faulty(notOneOf(`enrolstatus${number}`, cells.enrolstatus, [...STATUSES.keys()]))
  }
  return {
    part: 'membership',
    course: { field: 'shortname', value: course },
    method: METHOD,
    role,
    ...(status !== undefined && { status }),
    start,
    end: days === null ? null : { daysAfterStart: days },
    ...((isPlain || days === null) && { ofMethod: { role: isPlain, period: days === null } }),
    ...(cells.group !== undefined && { group: { name: cells.group, create: true } }),
    columns: columnsOf(['course', 'role', 'type', 'group'], number, cells),
  }
}

function roleOf(
  number: string,
  { role, type }: NumberedCells,
  { legacyRoles }: UploadUsersSettings,
): string | Finding {
  if (role !== undefined) return role
  if (type === undefined) return DEFAULT_ROLE
  return Object.hasOwn(legacyRoles, type)
    ? legacyRoles[type]!
    : notOneOf(`type${number}`, type, Object.keys(legacyRoles))
}

function startOf(number: string, text: string | undefined): Moment | Finding {
  if (text === undefined || text.toLowerCase() === 'today') return 'today'
  const read = readDateText(text)
  if (read === null) {
    const accepted = `today, and ${DATE_TEXTS}`
    return finding('RB-2011', { field: `enroltimestart${number}`, value: text, accepted })
  }
  const { date, clock, offset } = read
  if (clock === null) return date
  return offset === null ? `${date}T${clock}` : Date.parse(`${date}T${clock}${offset}`)
}

/** Days, or null for none. */
function periodOf(number: string, text: string | undefined): number | null | Finding {
  if (text === undefined) return null
  const days = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (days <= LONGEST_PERIOD_DAYS) return days === 0 ? null : days
  return finding('RB-3002', {
    field: `enrolperiod${number}`,
    value: text,
    least: 0,
    most: LONGEST_PERIOD_DAYS,
  })
}

function notOneOf(field: string, value: string, accepted: readonly string[]): Finding {
  return finding('RB-2003', { field, value, accepted, hint: '' })
}

function faulty(why: Finding): AccountPart {
  return { part: 'faulty', why }
}
