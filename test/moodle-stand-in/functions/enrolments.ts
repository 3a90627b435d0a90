import {
  allOrNothing,
  type Call,
  enterCourse,
  mayDo,
  requireCapability,
  type StandInFunction,
} from '../call.ts'
import { codingError, invalidParameter, MoodleError, missingRow, moodleException } from '../moodle-error.ts'
import { bool, int, list, type Parameters, raw, structure } from '../parameters.ts'
import type { User } from '../site-state.ts'
import { showParticipant } from './show-user.ts'

const enrolUsers: StandInFunction = {
  parameters: structure({
    enrolments: list(
      structure({ roleid: int, userid: int, courseid: int }, { timestart: int, timeend: int, suspend: int }),
    ),
  }),
  run(call, { enrolments }) {
    allOrNothing(call, enrolments, (given: Parameters) => enrol(call, given))
    // The later release welcomes everybody, each time, once all of the call is stored.
    if (call.release === '4.5' && call.site.settings.mailsFail) {
      throw moodleException('Message was not sent.', 'error/Message was not sent.')
    }
    return null
  },
}

function enrol(
  call: Call,
  { roleid, userid, courseid, timestart = 0, timeend = 0, suspend = 0 }: Parameters,
): void {
  const { site, release } = call
  const course = site.courses.get(courseid)
  if (course === undefined) throw invalidParameter('Context does not exist')
  enterCourse(call)
  requireCapability(call, 'enrol/manual:enrol', 'Enrol users')
  const user = site.liveUser(userid)
  // The name of the user is asked for before the role is assigned, and a user that never was has none.
  if (release === '4.5' && site.users.get(userid) === undefined) {
    throw new MoodleError(
      'TypeError',
      undefined,
      'core\\user::get_name_placeholders(): Argument #1 ($user) must be of type stdClass, bool given, called in /var/www/moodle/lib/enrollib.php on line 3674',
    )
  }
  if (!site.settings.roles.some(({ id }) => id === roleid)) {
    throw moodleException(
      'wsusercannotassign',
      `You don't have the permission to assign this role (${roleid}) to this user (${userid}) in this course (${courseid}).`,
    )
  }
  if (!course.manual) {
    const shown = release === '4.1' ? '{$a->courseid}' : String(courseid)
    throw moodleException(
      'wsnoinstance',
      `Manual enrolment plugin instance doesn't exist or is disabled for the course (id = ${shown})`,
    )
  }
  if (user === undefined) throw codingError('User ID does not exist or is deleted!')
  site.enrolments.set(`${userid}:${courseid}`, {
    userid,
    courseid,
    status: suspend ? 1 : 0,
    timestart,
    timeend,
  })
  const context = `course:${courseid}`
  site.roleAssignments.set(`${roleid}:${userid}:${context}`, { roleid, userid, context })
}

const unenrolUsers: StandInFunction = {
  parameters: structure({ enrolments: list(structure({ userid: int, courseid: int }, { roleid: int })) }),
  run(call, { enrolments }) {
    allOrNothing(call, enrolments, ({ userid, courseid }: Parameters) => unenrol(call, userid, courseid))
    return null
  },
}

function unenrol(call: Call, userid: number, courseid: number): void {
  const { site } = call
  if (site.courses.get(courseid) === undefined) throw missingRow('course')
  enterCourse(call)
  requireCapability(call, 'enrol/manual:unenrol', 'Unenrol users from the course')
  if (site.users.get(userid) === undefined) throw invalidParameter('User does not exist')
  if (site.enrolments.get(`${userid}:${courseid}`) === undefined) return
  site.enrolments.delete(`${userid}:${courseid}`)
  // Through another method the person is still there, and so is all that hangs on it.
  if (site.isEnrolled(userid, courseid)) return
  for (const { id } of site.settings.roles) site.roleAssignments.delete(`${id}:${userid}:course:${courseid}`)
  for (const { id } of site.groups.filter((group) => group.courseid === courseid)) {
    site.groupMembers.delete(`${id}:${userid}`)
  }
}

const getEnrolledUsers: StandInFunction = {
  parameters: structure({ courseid: int }, { options: list(structure({ name: raw, value: raw })) }),
  run(call, { courseid, options = [] }) {
    const { site } = call
    if (site.courses.get(courseid) === undefined) throw missingRow('course')
    enterCourse(call)
    requireCapability(call, 'moodle/course:viewparticipants', 'View participants')
    const option = (name: string): string | undefined =>
      options.find((one: Parameters) => one.name === name)?.value
    const from = Number(option('limitfrom') ?? 0)
    const most = Number(option('limitnumber') ?? 0)
    const fields = option('userfields')
      ?.split(',')
      .map((name) => name.trim())
    const users = [...site.enrolments.all(), ...site.otherEnrolments.all()]
      .filter((enrolment) => enrolment.courseid === courseid)
      .filter(({ status }) => option('onlyactive') !== '1' || status === 0)
      .filter(({ status }) => option('onlysuspended') !== '1' || status === 1)
      .map(({ userid }) => site.users.get(userid)!)
      .sort((a, b) => a.id - b.id)
    const page = most === 0 ? users.slice(from) : users.slice(from, from + most)
    return page.map((user) => chosen({ ...participant(call, user, courseid) }, fields))
  },
}

function participant(call: Call, user: User, courseid: number): Record<string, unknown> {
  const { site, release } = call
  const groups = site.groups
    .filter(
      (group) => group.courseid === courseid && site.groupMembers.get(`${group.id}:${user.id}`) !== undefined,
    )
    .map(({ id, name, description }) => ({ id, name, description, descriptionformat: 1 }))
  return {
    ...showParticipant(call, user),
    roles: site.settings.roles
      .filter(({ id }) => site.roleAssignments.get(`${id}:${user.id}:course:${courseid}`))
      .map(({ id, shortname }) => ({ roleid: id, name: '', shortname, sortorder: 0 })),
    ...((groups.length > 0 || release === '4.1') && { groups }),
    enrolledcourses: site.courses
      .filter(({ id }) => site.isEnrolled(user.id, id) && mayDo(call, 'moodle/course:view'))
      .map(({ id, fullname, shortname }) => ({ id, fullname, shortname })),
  }
}

/** The id and the full name come whatever was asked for. */
function chosen(
  user: Record<string, unknown>,
  fields: readonly string[] | undefined,
): Record<string, unknown> {
  if (fields === undefined) return user
  const kept = Object.entries(user).filter(([name]) => [...fields, 'id', 'fullname'].includes(name))
  return Object.fromEntries(kept)
}

const getUsersCourses: StandInFunction = {
  parameters: structure({ userid: int }, { returnusercount: bool }),
  run({ site }, { userid }) {
    return site.enrolments
      .all()
      .filter((enrolment) => enrolment.userid === userid && enrolment.status === 0)
      .map(({ courseid }) => site.courses.get(courseid)!)
      .map(({ id, shortname, fullname, idnumber }) => ({ id, shortname, fullname, idnumber }))
  },
}

/** Answers nothing for courses whose only method is the manual one. */
const getCourseEnrolmentMethods: StandInFunction = {
  parameters: structure({ courseid: int }),
  run: () => [],
}

export const ENROLMENT_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  enrol_manual_enrol_users: enrolUsers,
  enrol_manual_unenrol_users: unenrolUsers,
  core_enrol_get_enrolled_users: getEnrolledUsers,
  core_enrol_get_users_courses: getUsersCourses,
  core_enrol_get_course_enrolment_methods: getCourseEnrolmentMethods,
}
