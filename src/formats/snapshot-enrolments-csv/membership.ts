import { type Finding, finding } from '../../domain/finding.ts'
import type { MembershipSync, Moment } from '../../domain/sync-action.ts'
import { DATE_TEXTS, readDateText } from '../../domain/values/date-text.ts'
import { isEraseToken } from '../csv/cell-states.ts'
import type { Column } from '../snapshot-csv/list-header.ts'
import type { Layout } from './layout.ts'
import type { EnrolmentListSettings } from './settings.ts'

/** The name of the enrolments that these lists make; only those are changed and ended. */
export const METHOD = 'snapshot'

/** Who is what in which course; `cells` are trimmed and as many as the columns. */
export function whoseOf(
  cells: readonly string[],
  { person, course, role }: Layout,
  { defaultRole }: EnrolmentListSettings,
): Pick<MembershipSync, 'kind' | 'verb' | 'person' | 'course' | 'method' | 'role'> {
  return {
    kind: 'enrolment',
    verb: 'enrol',
    person: { field: 'idnumber', value: cells[person.index]! },
    course: { field: 'idnumber', value: cells[course.index]! },
    method: METHOD,
    // In small letters, since planning finds roles whatever their case: one who is spelled anew must not seem missing.
    role: (cellOf(cells, role) || defaultRole.trim()).toLowerCase(),
  }
}

/** What a row asks for, or why it is refused (snapshot-sync.md 3.3, for enrolments). */
export function membershipOf(
  cells: readonly string[],
  layout: Layout,
  settings: EnrolmentListSettings,
): MembershipSync | Finding {
  const { person, course, role, begin, end, group } = layout
  const lacking = [person, course].filter(({ index }) => cells[index] === '')
  if (lacking.length > 0) {
    return finding('RB-2001', { field: lacking.map(({ label }) => label).join(', ') })
  }
  const kept = [person, course, role, group].find((column) => isEraseToken(cellOf(cells, column), settings))
  if (kept !== undefined) {
    const accepted = [begin.label, end.label]
    return finding('RB-2019', { field: kept.label, value: settings.eraseToken, accepted })
  }
  const start = boundOf(cells, begin, settings)
  if (isFinding(start)) return start
  const stop = boundOf(cells, end, settings)
  if (isFinding(stop)) return stop
  const named = cellOf(cells, group)
  return {
    ...whoseOf(cells, layout, settings),
    ...(settings.reactivateReturning && { status: 'active' }),
    ...(start !== undefined && { start }),
    ...(stop !== undefined && { end: stop }),
    ...(named !== '' && { group: { name: named, create: true } }),
  }
}

/** Undefined: the row says nothing, and what is stored stays. */
function boundOf(
  cells: readonly string[],
  column: Column,
  settings: EnrolmentListSettings,
): Exclude<Moment, 'today'> | undefined | Finding {
  if (column.index === -1) return undefined
  const text = cells[column.index]!
  if (text === '') return settings.emptyFields === 'erase' ? null : undefined
  if (isEraseToken(text, settings)) return null
  const read = readDateText(text)
  if (read === null) return finding('RB-2011', { field: column.label, value: text, accepted: DATE_TEXTS })
  const { date, clock, offset } = read
  if (clock === null) return date
  return offset === null ? `${date}T${clock}` : Date.parse(`${date}T${clock}${offset}`)
}

function cellOf(cells: readonly string[], { index }: Column): string {
  return index === -1 ? '' : cells[index]!
}

function isFinding(value: Moment | undefined | Finding): value is Finding {
  return typeof value === 'object' && value !== null
}
