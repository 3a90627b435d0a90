import { enterCourse, mayDo, type StandInFunction } from '../call.ts'
import { missingRow, moodleException } from '../moodle-error.ts'
import { int, structure } from '../parameters.ts'

/** As `completion_criteria` numbers and names them. */
const CRITERIA: Readonly<Record<number, string>> = {
  1: 'Self completion',
  4: 'Activity completion',
  6: 'Course grade',
}

/** One person at a time, and no date of the whole. Of `details` nothing of Rollbook reads anything. */
const getCourseCompletionStatus: StandInFunction = {
  parameters: structure({ courseid: int, userid: int }),
  run(call, { courseid, userid }) {
    const { site, account } = call
    if (site.courses.get(courseid) === undefined) throw missingRow('course')
    if (site.liveUser(userid) === undefined) throw missingRow('user', 'invaliduser')
    enterCourse(call)
    if (!mayDo(call, 'report/completion:view') && account.userId !== userid) {
      throw moodleException('cannotviewreport', 'You cannot view this report')
    }
    // Of who is suspended in the course, or teaches it, nothing is tracked.
    const learns = site.roleAssignments.get(`5:${userid}:course:${courseid}`) !== undefined
    if (!learns || !site.isActive(userid, courseid)) {
      throw account.userId === userid
        ? moodleException('notenroled', 'You are not enrolled in this course')
        : moodleException('usernotenroled', 'User is not enrolled in this course')
    }
    const criteria = site.courseCriteria.get(String(courseid))
    if (criteria === undefined)
      throw moodleException('nocriteriaset', 'No completion criteria set for this course')
    const { completed = false, times = [] } = site.criteriaMet.get(`${userid}:${courseid}`) ?? {}
    const completions = criteria.types.map((type, at) => {
      const time = times[at] ?? null
      const status = time === null ? 'No' : 'Yes'
      return {
        type,
        title: CRITERIA[type],
        status,
        complete: time !== null,
        timecompleted: time,
        details: { type: CRITERIA[type], criteria: CRITERIA[type], requirement: '', status: '' },
      }
    })
    return { completionstatus: { completed, aggregation: criteria.aggregation, completions }, warnings: [] }
  },
}

export const COMPLETION_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_completion_get_course_completion_status: getCourseCompletionStatus,
}
