import type { ContextLevel, Role, RoleAssignment } from '../../../../domain/entities.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import type { RolePlace } from '../../../site.ts'
import { checkRoles } from '../../read/participants.ts'
import { PEOPLE } from './enrolments.ts'

/** As Moodle numbers the levels of contexts. */
const LEVELS: Readonly<Record<number, ContextLevel>> = {
  10: 'system',
  30: 'user',
  40: 'coursecat',
  50: 'course',
}

interface Row {
  readonly userid: number
  readonly roleid: number
  readonly contextlevel: number
  readonly instanceid: number
}

/** Roles by place: `user,context,instance`. */
export async function roleAssignmentsIn(
  picture: Picture,
  places: readonly RolePlace[],
): Promise<Map<string, RoleAssignment[]>> {
  const wanted = new Set(places.map(String))
  const users = [...new Set(places.map(([userId]) => userId))]
  const instances = [...new Set(places.map(([, , instanceId]) => instanceId))]
  const found = new Map<string, RoleAssignment[]>()
  for (let at = 0; at < users.length; at += PEOPLE) {
    const rows = await picture.rows<Row>(
      sql`select ra.userid, ra.roleid, c.contextlevel, c.instanceid
          from ${table('role_assignments')} ra join ${table('context')} c on c.id = ra.contextid
          where ra.userid ${among(users.slice(at, at + PEOPLE))} and c.instanceid ${among(instances)}
            and c.contextlevel ${among(Object.keys(LEVELS).map(Number))}
          order by ra.id`,
    )
    for (const { userid: userId, roleid: roleId, contextlevel, instanceid: instanceId } of rows) {
      const context = LEVELS[contextlevel]!
      const key = String([userId, context, instanceId])
      if (!wanted.has(key)) continue
      found.set(key, [...(found.get(key) ?? []), { userId, roleId, context, instanceId }])
    }
  }
  return found
}

/** Throws RB-9051 when the site has another id for a role than the site settings. */
export async function checkRolesIn(picture: Picture, roles: readonly Role[]): Promise<void> {
  const rows = await picture.rows(sql`select r.id as roleid, r.shortname from ${table('role')} r`)
  checkRoles(rows, roles)
}
