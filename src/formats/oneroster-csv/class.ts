import type { CategoryNeed } from '../../domain/category-place.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { CourseEnd, CourseSync } from '../../domain/sync-action.ts'
import type { Catalogue } from './catalogue.ts'
import { lostReference } from './references.ts'
import type { Row } from './row.ts'
import type { Sessions } from './session.ts'
import type { OnerosterSettings } from './settings.ts'

/** A class is a course of the site, known by its id number (reference page, section 3). */
export function classAction(
  row: Row,
  { sessions, courses }: { sessions: Sessions; courses: Catalogue },
  settings: OnerosterSettings,
): CourseSync | CourseEnd | Finding {
  const by = { field: 'idnumber', value: row.sourcedId } as const
  if (row.isWithdrawn) {
    return {
      kind: 'course',
      verb: 'end',
      by,
      how: settings.deletedClasses,
      ifUnknown: 'leave',
      because: 'deletedClasses',
    }
  }
  const terms = row.list('termSourcedIds')
  const fault =
    lostReference(row.sourcedId, 'courseSourcedId', [row.get('courseSourcedId')], courses) ??
    lostReference(row.sourcedId, 'termSourcedIds', terms, sessions)
  if (fault !== null) return fault

  const shortname = row.get(settings.courseShortname)
  if (shortname === '') {
    return finding('RB-1241', { row: row.sourcedId, field: settings.courseShortname })
  }
  const startdate = sessions.earliestStart(terms)
  return {
    kind: 'course',
    verb: 'sync',
    by,
    values: {
      shortname,
      fullname: row.get('title'),
      visible: '1',
      ...(startdate !== null && { startdate }),
    },
    place: {
      steps: [{ idnumber: row.get('schoolSourcedId') }],
      nested: false,
      ifMissing: 'reject',
      visible: true,
    },
    moves: true,
    ...neededFor(row, courses),
    ifKnown: settings.updateClasses ? 'update' : 'leave',
    ifUnknown: settings.createClasses ? 'create' : 'reject',
    whyKnown: 'updateClasses',
    whyUnknown: 'createClasses',
  }
}

/** A course whose organisation is not there is refused, and so are its classes. Their own school is their place. */
function neededFor(row: Row, courses: Catalogue): { needsCategories?: readonly CategoryNeed[] } {
  const column = 'courseSourcedId'
  const course = row.get(column)
  const org = courses.orgOf(course)
  if (org === null || org === row.get('schoolSourcedId')) return {}
  return { needsCategories: [{ column: 'orgSourcedId', idnumber: org, of: { column, value: course } }] }
}
