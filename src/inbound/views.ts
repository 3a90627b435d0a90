import { type History, type HistoryWishes, history } from './history.ts'
import type { Whose } from './history-rows.ts'
import type { Hub } from './hub.ts'
import { remoteSite } from './remote/connection.ts'
import { historyThere } from './remote/views/history.ts'
import { showCoursesThere } from './remote/views/show-course.ts'
import { enrolmentsThere } from './remote/views/show-enrolments.ts'
import { usersThere } from './remote/views/show-user.ts'
import { type ShownCourse, showCourses } from './show-course.ts'
import { type EnrolmentRow, type EnrolmentsOf, showEnrolments } from './show-enrolments.ts'
import { type ShownUser, showUsers } from './show-user.ts'

/**
 * What can be looked at of a site, whether Rollbook keeps its records or a server does, which is asked then. All throw
 * RB-2012 or RB-3004 where a name means nobody or nothing, and what asking a server throws.
 */
export async function viewUsers(
  hub: Hub,
  organisationId: number,
  siteId: number,
  name: string,
): Promise<ShownUser[]> {
  const remote = await remoteSite(hub, organisationId, siteId)
  if (remote !== null) return usersThere(hub, organisationId, remote, name)
  return hub.store.asOrganisation(organisationId, (tx) => showUsers(tx, siteId, name))
}

export async function viewCourses(
  hub: Hub,
  organisationId: number,
  siteId: number,
  name: string,
): Promise<ShownCourse[]> {
  const remote = await remoteSite(hub, organisationId, siteId)
  if (remote !== null) return showCoursesThere(remote.site, name)
  return hub.store.asOrganisation(organisationId, (tx) => showCourses(tx, siteId, name))
}

export async function* viewEnrolments(
  hub: Hub,
  organisationId: number,
  siteId: number,
  of: EnrolmentsOf,
): AsyncGenerator<EnrolmentRow> {
  const remote = await remoteSite(hub, organisationId, siteId)
  if (remote !== null) yield* enrolmentsThere(hub, organisationId, remote, of)
  else yield* showEnrolments(hub, organisationId, siteId, of)
}

export async function viewHistory(
  hub: Hub,
  organisationId: number,
  siteId: number,
  kind: Whose['kind'],
  name: string,
  wishes: HistoryWishes,
): Promise<{ readonly histories: readonly History[]; readonly others: number }> {
  const remote = await remoteSite(hub, organisationId, siteId)
  if (remote !== null) return historyThere(hub, organisationId, remote, kind, name, wishes)
  return hub.store.asOrganisation(organisationId, (tx) => history(tx, siteId, kind, name, wishes))
}
