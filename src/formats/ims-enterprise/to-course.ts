import type { CategoryPlace, CategoryStep } from '../../domain/category-place.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { CourseEnd, CourseSync } from '../../domain/sync-action.ts'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import type { ImsGroup } from './elements.ts'
import type { ImsSettings } from './settings.ts'
import { courseCodeOf } from './source-id.ts'
import { readDay } from './timeframe.ts'

/** What a group asks for (ims-enterprise.md sections 4.2 and 4.3, quirks Q8, Q9, Q12). */
export function toCourse(group: ImsGroup, settings: ImsSettings): CourseSync | CourseEnd | Finding {
  if (group.fault !== null) return group.fault
  const code = courseCodeOf(group.sourcedids, settings.truncateCourseCodes)
  if (code === null) return finding('RB-1140', { value: 'group' })
  const by = { field: 'idnumber', value: code } as const
  const isOther = isOtherType(group, settings)
  if (group.recstatus === '3') {
    const end = { kind: 'course', verb: 'end', by } as const
    return isOther
      ? { ...end, how: 'keep', because: 'groupTypes', ifUnknown: 'leave' }
      : { ...end, how: 'hide', ifUnknown: 'reject' }
  }
  const dates = isOther ? {} : datesOf(group, settings)
  if ('code' in dates) return dates

  const asksForUpdate = group.recstatus === '2'
  const updates = asksForUpdate && settings.updateCourses
  return {
    kind: 'course',
    verb: 'sync',
    by,
    values: { ...namesOf(group, settings), ...dates },
    whenNew: newOf(group, code, settings),
    place: placeOf(group, settings),
    ifKnown: updates ? 'update' : 'leave',
    ifUnknown: settings.createNewCourses ? 'create' : 'reject',
    ...(asksForUpdate && !updates && { whyKnown: 'updateCourses' }),
    ...(!settings.createNewCourses && { whyUnknown: 'createNewCourses' }),
    ...(isOther && OTHER_TYPE),
  }
}

const OTHER_TYPE = {
  ifKnown: 'leave',
  whyKnown: 'groupTypes',
  ifUnknown: 'leave',
  whyUnknown: 'groupTypes',
} as const

/** A group of a kind that is to be no course, such as a department or a term (quirk Q24). */
function isOtherType({ types }: ImsGroup, { groupTypes }: ImsSettings): boolean {
  if (groupTypes.length === 0) return false
  const wanted = new Set(groupTypes.map((type) => type.trim().toLowerCase()))
  return !types.some((type) => wanted.has(type.toLowerCase()))
}

/** When the course runs, where the feed says that the group tells it. */
function datesOf(
  { begin, end }: ImsGroup,
  { courseDates }: ImsSettings,
): { startdate?: string; enddate?: string } | Finding {
  if (!courseDates) return {}
  const startdate = readDay(begin, 'begin')
  if (typeof startdate === 'object' && startdate !== null) return startdate
  const enddate = readDay(end, 'end')
  if (typeof enddate === 'object' && enddate !== null) return enddate
  return { ...(startdate !== null && { startdate }), ...(enddate !== null && { enddate }) }
}

type Names = { shortname?: string; fullname?: string; summary?: string; visible?: string }

/** What the descriptions say, by the course map: of a known course an update writes no more. */
function namesOf(group: ImsGroup, { courseMap }: ImsSettings): Names {
  const names: Names = {}
  for (const field of ['shortname', 'fullname'] as const) {
    const source = courseMap[field]
    const description = source === 'coursecode' ? null : group[source]
    if (description !== null && description !== '') names[field] = description
  }
  return names
}

/** A mapped description that is missing is the code. */
function newOf(group: ImsGroup, code: string, { courseMap, newCourseVisibility }: ImsSettings): Names {
  const { summary } = courseMap
  const described = summary === 'ignore' || summary === 'coursecode' ? null : group[summary]
  return {
    shortname: code,
    fullname: code,
    ...(summary !== 'ignore' && { summary: described === null || described === '' ? code : described }),
    ...(newCourseVisibility !== 'site' && { visible: newCourseVisibility === 'visible' ? '1' : '0' }),
  }
}

function placeOf({ orgunits }: ImsGroup, settings: ImsSettings): CategoryPlace {
  return {
    steps: orgunits.map((orgunit) => stepOf(orgunit, settings)),
    nested: settings.nestedCategories,
    ifMissing: settings.createNewCategories ? 'create' : 'otherwise',
    visible: false,
    otherwise: parseCategoryPath(settings.defaultCategory)!.names,
  }
}

/** With `categoryIdNumber` an orgunit holds name, separator, id number; names may hold the separator too. */
function stepOf(orgunit: string, { categoryIdNumber, categorySeparator }: ImsSettings): CategoryStep {
  if (!categoryIdNumber) return orgunit === '' ? {} : { name: orgunit }
  const at = orgunit.lastIndexOf(categorySeparator)
  const name = orgunit.slice(0, Math.max(at, 0)).trim()
  const idnumber = at === -1 ? '' : orgunit.slice(at + categorySeparator.length).trim()
  return name === '' || idnumber === '' ? {} : { name, idnumber }
}
