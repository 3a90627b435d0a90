import type { Course, User } from '../../../src/domain/entities.ts'
import { midnight } from '../../../src/domain/values/dates.ts'
import { BLANK_USER, type SiteState } from '../../moodle-stand-in/site-state.ts'
import type { World } from '../world.ts'

/**
 * Puts what a case gives into the state of a stand-in, under the ids that it has there. `own`: the method of the enrolments
 * that the feed makes, which are manual ones on a server.
 */
export function fillStandIn(site: SiteState, world: World, own: string | undefined): void {
  const { facts, entities } = world
  const { passwordPolicy } = facts
  Object.assign(site.settings, {
    roles: world.roles.map(({ shortname }, index) => ({ id: index + 1, shortname })),
    authMethods: facts.authPlugins,
    languages: facts.languages,
    defaultLanguage: facts.defaultLang,
    passwordPolicy: passwordPolicy.enabled ? passwordPolicy : null,
  })
  const seconds = (day: string) => (day === '' ? 0 : midnight(day, facts.timezone) / 1000)
  for (const user of entities.user) putUser(site, user, world, seconds)
  for (const { id, parentId, name, idnumber } of entities.category) {
    site.categories.put({ id, name, parent: parentId, idnumber, description: '' })
  }
  for (const course of entities.course) putCourse(site, course, world, seconds)
  for (const {
    userId: userid,
    courseId: courseid,
    method,
    status,
    timeStart,
    timeEnd,
  } of entities.enrolment) {
    const enrolment = {
      userid,
      courseid,
      status: status === 'active' ? (0 as const) : (1 as const),
      timestart: (timeStart ?? 0) / 1000,
      timeend: (timeEnd ?? 0) / 1000,
    }
    if (method === 'manual' || method === own) site.enrolments.set(`${userid}:${courseid}`, enrolment)
    else site.otherEnrolments.set(`${userid}:${courseid}:${method}`, { ...enrolment, method })
  }
  for (const { userId: userid, roleId: roleid, context, instanceId } of entities.roleAssignment) {
    const place = context === 'system' ? context : `${context}:${instanceId}`
    site.roleAssignments.set(`${roleid}:${userid}:${place}`, { roleid, userid, context: place })
  }
  for (const { courseId: courseid, ...group } of entities.group) site.groups.put({ ...group, courseid })
  for (const { id, courseId: courseid, name } of entities.grouping) {
    site.groupings.put({ id, courseid, name, description: '', idnumber: '' })
  }
  for (const { groupId: a, userId: b } of entities.groupMember) site.groupMembers.set(`${a}:${b}`, { a, b })
  for (const { groupingId: a, groupId: b } of entities.groupingGroup) {
    site.groupingGroups.set(`${a}:${b}`, { a, b })
  }
  for (const { categoryId, ...cohort } of entities.cohort) {
    site.cohorts.put({ ...cohort, context: categoryId ? `coursecat:${categoryId}` : 'system' })
  }
  for (const { cohortId: a, userId: b } of entities.cohortMember)
    site.cohortMembers.set(`${a}:${b}`, { a, b })
}

const FORCED = { auth_forcepasswordchange: '1' }

function putUser(
  site: SiteState,
  user: User,
  { facts, profileFields, removedUsers }: World,
  seconds: (day: string) => number,
): void {
  const deleted = removedUsers.includes(user.id)
  const row = {
    ...BLANK_USER,
    id: user.id,
    username: deleted ? `${user.email}.${user.id}` : user.username,
    ...(deleted && { former: user.username }),
    firstname: user.firstname,
    lastname: user.lastname,
    email: deleted ? String(user.id).padStart(32, '0') : user.email,
    idnumber: deleted ? '' : user.idnumber,
    auth: user.auth,
    password: user.passwordHash,
    suspended: user.suspended,
    deleted,
    fields: {
      city: user.city,
      country: user.country,
      lang: user.lang,
      timezone: user.timezone === facts.timezone ? '99' : user.timezone,
      theme: user.theme,
      description: user.description,
      institution: user.institution,
      department: user.department,
      maildigest: user.maildigest,
      autosubscribe: Number(user.autosubscribe),
      trackforums: Number(user.trackforums),
    },
    profile: Object.fromEntries(
      Object.entries(user.profile).map(([name, value]) => {
        const isDay = profileFields.some(({ shortname, type }) => shortname === name && type === 'datetime')
        return [name, isDay && value !== '' ? String(seconds(value)) : value]
      }),
    ),
    preferences: user.forcePasswordChange ? FORCED : BLANK_USER.preferences,
  }
  site.users.put(row)
  site.usernames.set(row.username, row.id)
  site.emails.set(row.email.toLowerCase(), row.id)
}

function putCourse(
  site: SiteState,
  course: Course,
  { activities }: World,
  seconds: (day: string) => number,
): void {
  site.courses.put({
    id: course.id,
    shortname: course.shortname,
    fullname: course.fullname,
    categoryid: course.categoryId,
    idnumber: course.idnumber,
    summary: course.summary,
    format: course.format,
    startdate: seconds(course.startdate),
    enddate: seconds(course.enddate),
    manual: course.manualEnrol,
    guest: course.guestAccess?.enabled ?? false,
    content: activities.filter(({ courseId }) => courseId === course.id).map(({ name }) => name),
    fields: {
      numsections: course.numsections,
      newsitems: course.newsitems,
      showgrades: Number(course.showgrades),
      showreports: Number(course.showreports),
      visible: Number(course.visible),
      maxbytes: course.maxbytes,
      lang: course.lang,
      forcetheme: course.theme,
    },
  })
}
