import type { ErrorCode } from '../../../src/domain/errors/catalogue.ts'
import type { PeopleChanges } from '../changes.ts'
import type { University } from '../day-one.ts'
import type { Cells, Row } from '../table.ts'

/** One enrolment row for each mistake. */
export function enrolmentMistakes(university: University, { bystanders, leavers }: PeopleChanges): Row[] {
  const leaver = [...leavers.keys()][0]!
  const people = bystanders.map(({ cells }) => cells)
  // A person and a course of their own for each row: no two of these rows are about the same enrolment.
  const good = (at: number): Cells => ({
    action: 'create',
    username: people[at]!.username,
    context: 'course',
    instance: strangeCourse(university, people[at]!.username),
    role: 'student',
  })
  return [
    wrong('RB-2012', 'username', 'nobody has this user name', { ...good(0), username: 'nobodyatall' }),
    wrong('RB-4003', 'instance', 'no course has this short name', { ...good(0), instance: 'ALC101' }),
    wrong('RB-4001', 'role', 'no such role', { ...good(1), role: 'auditor' }),
    wrong('RB-4005', 'role', 'a role that may not be given in courses', {
      ...good(2),
      role: 'coursecreator',
    }),
    wrong('RB-2003', 'status', 'neither active nor suspended', { ...good(3), status: 'inactive' }),
    wrong('RB-4012', 'grouping', 'no group beside it', { ...good(4), grouping: 'Seminars' }),
    wrong('RB-4006', 'completetime', 'before the start', {
      ...good(5),
      enrolmenttime: 'Oct/05/2026',
      completetime: 'Sep/28/2026',
    }),
    wrong('RB-2011', 'enrolmenttime', 'Sept is no month; Sep/28/2026 or 9/28/2026 is read', {
      ...good(6),
      enrolmenttime: 'Sept/28/2026',
    }),
    wrong('RB-4002', 'context', 'a context that is not served', { ...good(7), context: 'block' }),
    wrong('RB-2013', 'idnumber', 'user name of one person, id number of another', {
      ...good(8),
      idnumber: people[9]!.idnumber,
    }),
    wrong('RB-4008', 'action', 'an update for somebody who is not enrolled', {
      ...good(10),
      action: 'update',
    }),
    wrong('RB-2012', 'username', 'left this morning: the user file of the same day removes the account', {
      ...good(11),
      username: leaver,
    }),
  ]
}

/** A course of which the person is no member. */
function strangeCourse({ courses, enrolments }: University, username: string): string {
  const own = new Set(
    enrolments.filter((row) => row['username'] === username).map(({ instance }) => instance),
  )
  return courses.map(({ cells }) => cells.shortname).find((shortname) => !own.has(shortname))!
}

function wrong(code: ErrorCode, field: string, about: string, cells: Cells): Row {
  return { cells, mistake: { code, field, about } }
}
