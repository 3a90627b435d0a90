import type { Role } from '../../../domain/entities.ts'
import { refusal } from '../../../domain/finding.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { type Row, readRows, rowsIn, text, whole } from './rows.ts'

/** Somebody who is enrolled in a course, by whatever method. */
export interface Participant {
  readonly userId: number
  readonly email: string
  readonly roleIds: readonly number[]
  /** No enrolment of theirs counts now: each is suspended, or outside of its dates. */
  readonly suspended: boolean
}

/** As many as the server sends at once without trouble. */
const PAGE = 500

/**
 * Who is enrolled in a course, by user id.
 *
 * @throws RollbookError RB-9051 when the server has another id for a role than the site settings: the next step would
 *   give somebody a role that nobody asked for
 */
export async function participantsOf(
  ws: MoodleWs,
  courseId: number,
  roles: readonly Role[],
): Promise<Map<number, Participant>> {
  const all = await read(ws, courseId, [{ name: 'userfields', value: 'email,roles' }])
  const inactive =
    all.length === 0
      ? []
      : await read(ws, courseId, [
          { name: 'userfields', value: 'email' },
          { name: 'onlysuspended', value: '1' },
        ])
  const suspended = new Set(inactive.map((row) => whole(row, 'id')))
  return new Map(
    all.map((row) => {
      const userId = whole(row, 'id')
      const held = rowsIn(row, 'roles')
      checkRoles(held, roles)
      const roleIds = held.map((role) => whole(role, 'roleid'))
      return [userId, { userId, email: text(row, 'email'), roleIds, suspended: suspended.has(userId) }]
    }),
  )
}

/** Ids of those who are enrolled in a course, or only of those who may be there now. */
export async function participantIds(
  ws: MoodleWs,
  courseId: number,
  { onlyActive }: { readonly onlyActive: boolean },
): Promise<number[]> {
  const rows = await read(ws, courseId, [
    { name: 'userfields', value: 'id' },
    ...(onlyActive ? [{ name: 'onlyactive', value: '1' }] : []),
  ])
  return rows.map((row) => whole(row, 'id'))
}

/** Ids of the courses in which somebody takes part now. Those where they are suspended are not told. */
export async function coursesOfUser(ws: MoodleWs, userId: number): Promise<number[]> {
  const rows = await readRows(ws, 'core_enrol_get_users_courses', { userid: userId, returnusercount: 0 })
  return rows.map((row) => whole(row, 'id'))
}

async function read(
  ws: MoodleWs,
  courseid: number,
  wanted: readonly { name: string; value: string }[],
): Promise<Row[]> {
  const found: Row[] = []
  for (let from = 0; ; from += PAGE) {
    const page = await readRows(ws, 'core_enrol_get_enrolled_users', {
      courseid,
      options: [
        ...wanted,
        { name: 'sortby', value: 'id' },
        { name: 'limitfrom', value: String(from) },
        { name: 'limitnumber', value: String(PAGE) },
      ],
    })
    found.push(...page)
    if (page.length < PAGE) return found
  }
}

/** Throws RB-9051 for a role that has another id here than in the site settings. Rows have `roleid` and `shortname`. */
export function checkRoles(held: readonly Row[], roles: readonly Role[]): void {
  for (const row of held) {
    const id = whole(row, 'roleid')
    const shortname = text(row, 'shortname')
    const known = roles.find((role) => role.id === id || role.shortname === shortname)
    if (known === undefined || (known.id === id && known.shortname === shortname)) continue
    throw refusal('RB-9051', { field: 'roles', value: shortname, id, own: known.shortname, ownId: known.id })
  }
}
