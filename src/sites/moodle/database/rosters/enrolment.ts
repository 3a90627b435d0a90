import type { RosterEnrolment } from '../../../../domain/rosters.ts'
import { type Picture, pages } from '../../../../transport/moodle-db/picture.ts'
import { sql, table } from '../../../../transport/moodle-db/sql.ts'
import { accessOf, ENROLMENT_COLUMNS, ENROLMENTS, type EnrolmentRow } from '../enrolment-row.ts'
import { ROSTER_COURSE_TABLES, rosterCourses } from './courses.ts'
import type { RosterReader, RosterReading } from './reader.ts'

/** Enrolments of a page. Several roles make several rows of one, so a page is less than a batch. */
const PAGE = 1_000

/** As Moodle numbers the levels of contexts. */
const COURSE_LEVEL = 50

interface Row extends EnrolmentRow {
  readonly id: number
}

/** Who is in which course: a row for each method and role, and for a method that a course has twice a row each. */
export const enrolment: RosterReader<'enrolment'> = {
  needs: {
    ...ROSTER_COURSE_TABLES,
    enrol: ['id', 'courseid', 'enrol', 'status'],
    user_enrolments: ['id', 'enrolid', 'userid', 'status', 'timestart', 'timeend'],
    role: ['id', 'shortname'],
    role_assignments: ['id', 'roleid', 'userid', 'contextid'],
    context: ['id', 'contextlevel', 'instanceid'],
  },
  async *read(reading) {
    const enrolments = pages<Row>(
      reading.picture,
      PAGE,
      (after, limit) =>
        sql`select ue.id, ${ENROLMENT_COLUMNS} from ${ENROLMENTS}
            where ue.id > ${after} order by ue.id limit ${limit}`,
    )
    for await (const rows of enrolments) yield await told(reading, rows)
  },
}

async function told(reading: RosterReading, rows: readonly Row[]): Promise<RosterEnrolment[]> {
  const people = await reading.learners(rows.map(({ userid }) => userid))
  const courses = await rosterCourses(
    reading,
    rows.map(({ courseid }) => courseid),
  )
  const roles = await rolesIn(reading.picture, rows[0]!.id, rows.at(-1)!.id)
  return rows.flatMap((row): RosterEnrolment[] => {
    const learner = people.get(row.userid)
    const course = courses.get(row.courseid)
    if (learner === undefined || course === undefined) return []
    const one = { learner, course, method: row.method, ...accessOf(row) }
    return [...(roles.get(row.id) ?? [null])].map((role) => ({ ...one, role }))
  })
}

/** Short names of the roles that people of these enrolments hold in the course, by enrolment; each once, whoever gave it. */
async function rolesIn(
  { rows }: Picture,
  firstId: number,
  lastId: number,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const held = await rows<{ id: number; role: string }>(
    sql`select distinct ue.id, r.shortname as role
        from ${ENROLMENTS}
        join ${table('context')} x on x.contextlevel = ${COURSE_LEVEL} and x.instanceid = e.courseid
        join ${table('role_assignments')} ra on ra.contextid = x.id and ra.userid = ue.userid
        join ${table('role')} r on r.id = ra.roleid
        where ue.id >= ${firstId} and ue.id <= ${lastId}`,
  )
  const roles = new Map<number, Set<string>>()
  for (const { id, role } of held) roles.set(id, (roles.get(id) ?? new Set()).add(role))
  return roles
}
