import { type Finding, finding } from '../../domain/finding.ts'
import type { CategoryPlace, CategoryStep, CourseEnd, CourseSync } from '../../domain/sync-action.ts'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import type { ImsGroup } from './elements.ts'
import type { ImsSettings } from './settings.ts'
import { courseCodeOf } from './source-id.ts'

/** What a group asks for (ims-enterprise.md sections 4.2 and 4.3, quirks Q8, Q9, Q12). */
export function toCourse(group: ImsGroup, settings: ImsSettings): CourseSync | CourseEnd | Finding {
  if (group.fault !== null) return group.fault
  const code = courseCodeOf(group.sourcedids, settings.truncateCourseCodes)
  if (code === null) return finding('RB-1140', { value: 'group' })
  const by = { field: 'idnumber', value: code } as const
  if (group.recstatus === '3') return { kind: 'course', verb: 'end', by, how: 'hide', ifUnknown: 'reject' }

  const asksForUpdate = group.recstatus === '2'
  const updates = asksForUpdate && settings.updateCourses
  return {
    kind: 'course',
    verb: 'sync',
    by,
    values: namesOf(group, settings),
    whenNew: newOf(group, code, settings),
    place: placeOf(group, settings),
    ifKnown: updates ? 'update' : 'leave',
    ifUnknown: settings.createNewCourses ? 'create' : 'reject',
    ...(asksForUpdate && !updates && { whyKnown: 'updateCourses' }),
    ...(!settings.createNewCourses && { whyUnknown: 'createNewCourses' }),
  }
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
