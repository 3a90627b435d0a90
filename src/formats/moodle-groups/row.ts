import { type Finding, finding } from '../../domain/finding.ts'
import type { CourseName, GroupSync } from '../../domain/sync-action.ts'
import { columnNamed, type GroupColumn } from './columns.ts'
import type { GroupsSettings } from './settings.ts'

/** The cells of a row by their column. An empty cell is not there: it asks for nothing. */
type GroupCells = Readonly<Partial<Record<GroupColumn, string>>>

/** Makes the function that reads rows under an accepted header: what a row asks for, or why it is refused. */
export function rowReader(
  header: readonly string[],
  settings: GroupsSettings,
): (cells: readonly string[]) => GroupSync | Finding {
  const columns = header.map((label) => columnNamed(label.trim()))
  return (cells) => {
    const own: Partial<Record<GroupColumn, string>> = {}
    for (const [index, column] of columns.entries()) {
      const cell = cells[index]!
      if (cell !== '' && column !== null && column !== 'unkept') own[column] = cell
    }
    return askedBy(own, settings)
  }
}

function askedBy(cells: GroupCells, settings: GroupsSettings): GroupSync | Finding {
  const { groupname, groupidnumber, description, groupingname, enrolmentkey } = cells
  const course = courseOf(cells, settings)
  if (groupname === undefined || course === null) {
    const lacking = [
      ...(groupname === undefined ? ['groupname'] : []),
      ...(course === null ? ['coursename'] : []),
    ]
    return finding('RB-2001', { field: lacking.join(', ') })
  }
  return {
    kind: 'group',
    verb: 'sync',
    course,
    name: groupname,
    values: {
      ...(groupidnumber !== undefined && { idnumber: groupidnumber }),
      ...(description !== undefined && { description }),
    },
    ...(enrolmentkey !== undefined && { password: enrolmentkey }),
    ...(groupingname !== undefined && { grouping: groupingname }),
    ifKnown: 'leave',
    ifUnknown: 'create',
  }
}

/** The id number counts before the short name, and both before the setting. */
function courseOf({ idnumber, coursename }: GroupCells, { course }: GroupsSettings): CourseName | null {
  if (idnumber !== undefined) return { field: 'idnumber', value: idnumber }
  const shortname = coursename ?? course
  return shortname === '' ? null : { field: 'shortname', value: shortname }
}
