import { type Call, enterCourse, requireCapability, type StandInFunction } from '../call.ts'
import { missingRow } from '../moodle-error.ts'
import { int, structure } from '../parameters.ts'
import type { Course, User } from '../site-state.ts'

/** Of courses only the total: what else is in a gradebook, nothing of Rollbook reads. */
const getGradeItems: StandInFunction = {
  parameters: structure({ courseid: int }, { userid: int, groupid: int }),
  run(call, { courseid, userid = 0 }) {
    const { site } = call
    const course = site.courses.get(courseid)
    if (course === undefined) throw missingRow('course')
    enterCourse(call)
    requireCapability(call, 'moodle/grade:viewall', 'View grades of other users')
    const users =
      userid === 0
        ? site.users.filter(({ id, deleted }) => !deleted && site.isEnrolled(id, courseid))
        : [site.liveUser(userid)]
    return { usergrades: users.map((user) => gradesOf(call, course, user)), warnings: [] }
  },
}

function gradesOf({ site }: Call, course: Course, user: User | undefined): object {
  if (user === undefined) throw missingRow('user', 'invaliduser')
  const total = site.courseTotals.get(`${user.id}:${course.id}`)
  const { grade = null, min = 0, max = 0, time = null, overridden = false, stale = false } = total ?? {}
  return {
    courseid: course.id,
    courseidnumber: course.idnumber,
    userid: user.id,
    userfullname: `${user.firstname} ${user.lastname}`,
    useridnumber: user.idnumber,
    maxdepth: 2,
    gradeitems: [
      {
        // Each course has its total as its first item; the front page has none.
        id: course.id - 1,
        itemname: null,
        itemtype: 'course',
        itemmodule: null,
        iteminstance: course.id - 1,
        itemnumber: null,
        idnumber: null,
        categoryid: null,
        outcomeid: null,
        scaleid: null,
        locked: false,
        graderaw: grade,
        gradedatesubmitted: null,
        gradedategraded: time,
        gradehiddenbydate: false,
        gradeneedsupdate: stale,
        gradeishidden: false,
        gradeislocked: false,
        gradeisoverridden: overridden,
        gradeformatted: grade === null ? '-' : grade.toFixed(2),
        grademin: min,
        grademax: max,
        rangeformatted: `${min}&ndash;${max}`,
        percentageformatted:
          grade === null || max === min ? '-' : `${((100 * (grade - min)) / (max - min)).toFixed(2)} %`,
        feedback: '',
        feedbackformat: 0,
      },
    ],
  }
}

export const GRADE_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  gradereport_user_get_grade_items: getGradeItems,
}
