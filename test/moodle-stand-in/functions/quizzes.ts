import { type Call, enterCourse, mayDo, requireCapability, type StandInFunction } from '../call.ts'
import { invalidParameter, missingRow } from '../moodle-error.ts'
import { bool, int, list, raw, structure } from '../parameters.ts'
import type { Quiz, QuizAttempt } from '../site-state.ts'

/** Of a quiz only what Rollbook reads. */
const getQuizzesByCourses: StandInFunction = {
  parameters: structure({}, { courseids: list(int) }),
  run(call, { courseids = [] }) {
    const { site } = call
    const wanted: ReadonlySet<number> = new Set(courseids)
    const quizzes = site.quizzes.filter(
      ({ course }) => wanted.has(course) && mayDo(call, 'moodle/course:view'),
    )
    const unknown = [...wanted].filter((id) => site.courses.get(id) === undefined)
    return {
      quizzes: quizzes.map(({ id, course, name, grade, sumgrades }) => ({
        id,
        coursemodule: id,
        course,
        name,
        ...(mayDo(call, 'mod/quiz:view') && { decimalpoints: 2, sumgrades, grade }),
      })),
      warnings: unknown.map((itemid) => ({
        item: 'course',
        itemid,
        warningcode: '1',
        message: 'No access rights in course context',
      })),
    }
  },
}

const STATES: Readonly<Record<string, readonly string[]>> = {
  all: ['inprogress', 'overdue', 'finished', 'abandoned'],
  finished: ['finished', 'abandoned'],
  unfinished: ['inprogress', 'overdue'],
}

const getUserAttempts: StandInFunction = {
  parameters: structure({ quizid: int }, { userid: int, status: raw, includepreviews: bool }),
  run(call, { quizid, userid = call.account.userId, status = 'finished', includepreviews = false }) {
    const { site } = call
    enterQuiz(call, quizid, userid)
    const states = STATES[status]
    if (states === undefined) throw invalidParameter('Invalid status value')
    const attempts = site.quizAttempts
      .filter((one) => one.quiz === quizid && one.userid === userid && states.includes(one.state))
      .filter(({ preview }) => includepreviews || preview !== true)
    return { attempts: attempts.map(shown), warnings: [] }
  },
}

function shown({ preview, ...attempt }: QuizAttempt): object {
  return {
    ...attempt,
    uniqueid: attempt.id,
    layout: '1,2,0',
    currentpage: 0,
    preview: preview === true ? 1 : 0,
    timestart: attempt.timemodified,
    timemodifiedoffline: 0,
    timecheckstate: null,
    gradednotificationsenttime: null,
  }
}

/** The pass mark comes with it; the grade is no matter of Rollbook's. */
const getUserBestGrade: StandInFunction = {
  parameters: structure({ quizid: int }, { userid: int }),
  run(call, { quizid, userid = call.account.userId }) {
    const { gradepass } = enterQuiz(call, quizid, userid)
    return { hasgrade: false, ...(gradepass > 0 && { gradetopass: gradepass }), warnings: [] }
  },
}

function enterQuiz(call: Call, quizid: number, userid: number): Quiz {
  const quiz = call.site.quizzes.get(quizid)
  if (quiz === undefined) throw missingRow('quiz')
  enterCourse(call)
  if (userid !== call.account.userId) {
    if (call.site.liveUser(userid) === undefined) throw missingRow('user', 'invaliduser')
    requireCapability(call, 'mod/quiz:viewreports', 'View quiz reports')
  }
  return quiz
}

export const QUIZ_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  mod_quiz_get_quizzes_by_courses: getQuizzesByCourses,
  mod_quiz_get_user_attempts: getUserAttempts,
  mod_quiz_get_user_best_grade: getUserBestGrade,
}
