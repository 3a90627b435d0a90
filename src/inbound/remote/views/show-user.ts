import { sql } from 'kysely'
import type { User } from '../../../domain/entities.ts'
import { toldOf } from '../../../domain/more-fields.ts'
import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import { coursesOfUser } from '../../../sites/moodle/read/participants.ts'
import type { Pair } from '../../../sites/site.ts'
import type { Hub } from '../../hub.ts'
import { type ShownEnrolment, type ShownUser, shownProfile } from '../../show-user.ts'
import type { RemoteSite } from '../connection.ts'
import { peopleThere } from './find.ts'

/** What no function tells of an enrolment (`cannot-read.ts`). */
export const UNKNOWN_METHOD = 'unknown'

/** The people whom a name means, as their server has them: as `showUsers`. Throws RB-2012 for nobody. */
export async function usersThere(
  hub: Hub,
  organisationId: number,
  { site, siteId }: RemoteSite,
  name: string,
): Promise<ShownUser[]> {
  const shown: ShownUser[] = []
  for (const user of await peopleThere(site, name)) {
    const courseIds = await coursesWith(hub, organisationId, siteId, site, user.id)
    shown.push({
      ...readFieldsOf(user),
      removed: false,
      passwordSet: null,
      profile: shownProfile(site.own.profileFields, user.profile),
      more: toldOf(user.more),
      enrolments: await enrolmentsOf(site, user.id, courseIds),
      roles: [],
    })
  }
  return shown
}

/** Without what no look-up answers. */
function readFieldsOf({
  passwordHash: _,
  profile: __,
  maildigest: ___,
  autosubscribe: ____,
  trackforums: _____,
  forcePasswordChange: ______,
  ...fields
}: User) {
  return fields
}

/**
 * The courses of a person: the server tells where they take part now, and the history where the hub enrolled them and they
 * may be suspended.
 */
export async function coursesWith(
  hub: Hub,
  organisationId: number,
  siteId: number,
  site: MoodleSite,
  userId: number,
): Promise<number[]> {
  const { rows } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    sql<{ course_id: number }>`
      select distinct course_id from history
      where site_id = ${siteId} and user_id = ${userId} and kind = 'enrolment'`.execute(db),
  )
  const courses = await site.coursesById()
  const known = rows.map(({ course_id }) => course_id).filter((id) => courses.has(id))
  return [...new Set([...(await coursesOfUser(site.ws, userId)), ...known])]
}

async function enrolmentsOf(
  site: MoodleSite,
  userId: number,
  courseIds: readonly number[],
): Promise<ShownEnrolment[]> {
  const courses = await site.coursesById()
  const places = courseIds.map((courseId): Pair => [userId, courseId])
  const enrolments = await site.enrolments(places)
  const held = await site.roleAssignments(places.map(([, courseId]) => [userId, 'course', courseId]))
  const groups = await site.groupsIn(enrolments.map(({ courseId }) => courseId))
  const members = await site.groupMembers(groups.map(({ id }): Pair => [id, userId]))
  const joined = new Set(members.map(({ groupId }) => groupId))
  return enrolments
    .map(({ courseId, status }) => ({
      course: courses.get(courseId)?.shortname ?? `#${courseId}`,
      method: UNKNOWN_METHOD,
      status,
      timeStart: null,
      timeEnd: null,
      roles: held.filter((one) => one.instanceId === courseId).map(({ roleId }) => roleName(site, roleId)),
      groups: groups.filter((one) => one.courseId === courseId && joined.has(one.id)).map(({ name }) => name),
    }))
    .sort((one, other) => (one.course < other.course ? -1 : 1))
}

export function roleName({ own }: MoodleSite, roleId: number): string {
  return own.roles.find(({ id }) => id === roleId)?.shortname ?? `#${roleId}`
}
