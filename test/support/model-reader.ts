import { entityKey } from '../../src/domain/entities.ts'
import type { SiteReader } from '../../src/sites/site.ts'
import { type ModelSite, PROFILE_FIELDS, ROLES } from './model-site.ts'

/** A model asked as a site is asked: by the names and ids of a chunk, and by nothing else. */
export function readerOf(model: ModelSite): SiteReader {
  const users: SiteReader['users'] = async ({ usernames, emails, idnumbers, ids = [] }) =>
    model
      .all('user')
      .filter(
        ({ id, username, email, idnumber }) =>
          usernames.includes(username) ||
          emails.includes(email) ||
          (idnumber !== '' && idnumbers.includes(idnumber)) ||
          ids.includes(id),
      )
  const courses: SiteReader['courses'] = async ({ shortnames, idnumbers }) =>
    model
      .all('course')
      .filter(
        ({ shortname, idnumber }) =>
          shortnames.includes(shortname) || (idnumber !== '' && idnumbers.includes(idnumber)),
      )
  return {
    facts: async () => model.facts,
    roles: async () => [...ROLES],
    profileFields: async () => [...PROFILE_FIELDS],
    lastId: async () => model.lastId,
    users,
    people: users,
    courses,
    enrollableCourses: courses,
    categories: async () => model.all('category'),
    enrolments: async (places) =>
      model.all('enrolment').filter((e) => includes(places, [e.userId, e.courseId])),
    roleAssignments: async (places) =>
      model.all('roleAssignment').filter((e) => includes(places, [e.userId, e.context, e.instanceId])),
    groups: async (names) => model.all('group').filter((e) => includes(names, [e.courseId, e.name])),
    groupsByIdnumber: async (pairs) =>
      model.all('group').filter((e) => includes(pairs, [e.courseId, e.idnumber])),
    groupings: async (names) => model.all('grouping').filter((e) => includes(names, [e.courseId, e.name])),
    groupMembers: async (pairs) =>
      model.all('groupMember').filter((e) => includes(pairs, [e.groupId, e.userId])),
    groupingGroups: async (pairs) =>
      model.all('groupingGroup').filter((e) => includes(pairs, [e.groupingId, e.groupId])),
    cohorts: async ({ idnumbers, names }) =>
      model
        .all('cohort')
        .filter(({ idnumber, name }) => idnumbers.includes(idnumber) || names.includes(name)),
    cohortMembers: async (pairs) =>
      model.all('cohortMember').filter((e) => includes(pairs, [e.cohortId, e.userId])),
    activities: async (kind, like) => {
      const keys = new Set(like.map((entity) => entityKey(kind, entity)))
      return model.all(kind).filter((entity) => keys.has(entityKey(kind, entity)))
    },
    contents: async (courseIds) => model.contents(courseIds),
    teachers: async () => model.state('enrolment').teachers,
  }
}

function includes(places: readonly (readonly unknown[])[], place: readonly unknown[]): boolean {
  return places.some((wanted) => wanted.every((part, at) => part === place[at]))
}
