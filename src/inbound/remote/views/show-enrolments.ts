import type { GroupMember } from '../../../domain/entities.ts'
import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import type { Pair } from '../../../sites/site.ts'
import type { Hub } from '../../hub.ts'
import type { EnrolmentRow, EnrolmentsOf } from '../../show-enrolments.ts'
import type { RemoteSite } from '../connection.ts'
import { coursesThere, peopleThere } from './find.ts'
import { coursesWith, roleName, UNKNOWN_METHOD } from './show-user.ts'

/** Enrolments as their server has them, course by course: as `showEnrolments`. Throws RB-2012 and RB-3004. */
export async function* enrolmentsThere(
  hub: Hub,
  organisationId: number,
  { site, siteId }: RemoteSite,
  { user, course }: EnrolmentsOf,
): AsyncGenerator<EnrolmentRow> {
  const people = user === undefined ? null : await peopleThere(site, user)
  const courses = course === undefined ? null : (await coursesThere(site, course)).map(({ id }) => id)
  const wanted = new Set(courses)
  for (const { id } of people ?? []) {
    const ofPerson = await coursesWith(hub, organisationId, siteId, site, id)
    if (courses === null) for (const courseId of ofPerson) wanted.add(courseId)
  }
  const among = people && new Set(people.map(({ id }) => id))
  for (const courseId of [...wanted].sort((one, other) => one - other)) {
    yield* enrolmentsIn(site, courseId, among)
  }
}

/** `among`: only these people. */
async function* enrolmentsIn(
  site: MoodleSite,
  courseId: number,
  among: ReadonlySet<number> | null,
): AsyncGenerator<EnrolmentRow> {
  const participants = [...(await site.participantsNow(courseId)).values()]
    .filter(({ userId }) => among?.has(userId) ?? true)
    .sort((one, other) => one.userId - other.userId)
  if (participants.length === 0) return
  const course = (await site.coursesById()).get(courseId)!.shortname
  const groups = await site.groupsIn([courseId])
  const pairs = groups.flatMap(({ id }) => participants.map(({ userId }): Pair => [id, userId]))
  const joined = Map.groupBy(await site.groupMembers(pairs), ({ userId }: GroupMember) => userId)
  const ids = participants.map(({ userId }) => userId)
  const users = await site.users({ usernames: [], emails: [], idnumbers: [], ids })
  const names = new Map(users.map(({ id, username }) => [id, username]))
  for (const { userId, suspended, roleIds } of participants) {
    const own = new Set((joined.get(userId) ?? []).map(({ groupId }) => groupId))
    yield {
      username: names.get(userId) ?? `#${userId}`,
      course,
      method: UNKNOWN_METHOD,
      status: suspended ? 'suspended' : 'active',
      timeStart: null,
      timeEnd: null,
      roles: roleIds.map((roleId) => roleName(site, roleId)),
      groups: groups.filter(({ id }) => own.has(id)).map(({ name }) => name),
    }
  }
}
