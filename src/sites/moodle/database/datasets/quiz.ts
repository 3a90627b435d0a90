import { QUIZ_STATES, type QuizFact } from '../../../../domain/activity.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { ACTIVITY_MODULE_TABLES, notBeingDeleted } from '../activities.ts'
import { COURSE_TABLES, coursesOf } from '../courses.ts'
import { isPracticallyZero, timesOver } from '../decimals.ts'
import { plainName } from '../plain-name.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { milliseconds, within } from '../window.ts'

interface Row {
  readonly id: number
  readonly quiz: number
  readonly userid: number
  readonly attempt: number
  readonly state: string
  readonly sumgrades: string | null
  readonly timefinish: number
  readonly timemodified: number
}

interface Quiz {
  readonly id: number
  readonly course: number
  readonly name: string
  /** The scale of the score. */
  readonly grade: string
  /** All marks of the questions together. */
  readonly sumgrades: string
  readonly decimalpoints: number
  readonly gradepass: string | null
}

const NOT_BEGUN = 'notstarted'

/**
 * Attempts at quizzes. An attempt that the scheduler closes is finished in the past and modified now, and one that is
 * graded late may be modified in the past: either time counts.
 */
export const quiz: DatasetReader<'quiz'> = {
  looksFor: ['quiz', 'quiz_attempts'],
  needs: () => ({
    quiz: ['id', 'course', 'name', 'grade', 'sumgrades', 'decimalpoints'],
    quiz_attempts: [
      ...['id', 'quiz', 'userid', 'attempt', 'state', 'preview'],
      ...['sumgrades', 'timefinish', 'timemodified'],
    ],
    grade_items: ['itemtype', 'itemmodule', 'iteminstance', 'itemnumber', 'gradepass'],
    ...ACTIVITY_MODULE_TABLES,
    ...COURSE_TABLES,
  }),
  async *read(reading) {
    const { picture, window } = reading
    const attempts = pages<Row>(
      picture,
      ACTIVITY_BATCH,
      (after, limit) =>
        sql`select a.id, a.quiz, a.userid, a.attempt, a.state, a.sumgrades, a.timefinish, a.timemodified
            from ${table('quiz_attempts')} a
            where a.id > ${after} and a.preview = 0 and a.state <> ${NOT_BEGUN}
              and (${within(sql`a.timemodified`, window)} or ${within(sql`a.timefinish`, window)})
            order by a.id limit ${limit}`,
    )
    for await (const rows of attempts) yield await facts(reading, rows)
  },
}

async function facts(
  { picture, config, learners, notice }: Reading,
  rows: readonly Row[],
): Promise<QuizFact[]> {
  const people = await learners(rows.map(({ userid }) => userid))
  const quizzes = await quizzesOf(picture, [...new Set(rows.map((row) => row.quiz))])
  const courses = await coursesOf(
    picture,
    config,
    [...quizzes.values()].map(({ course }) => course),
  )
  return rows.flatMap((row) => {
    const learner = people.get(row.userid)
    const of = quizzes.get(row.quiz)
    if (learner === undefined || of === undefined) return []
    const course = courses.get(of.course) ?? null
    const state = QUIZ_STATES.find((known) => known === row.state)
    if (state === undefined) {
      notice('RB-9094', row.state, { learner, course })
      return []
    }
    return {
      key: `${row.userid}.${row.quiz}.${row.attempt}`,
      learner,
      course,
      quiz: plainName(of.name, config.language),
      attempt: row.attempt,
      state,
      score: row.sumgrades === null ? null : scaled(row.sumgrades, of),
      passScore: of.gradepass,
      decimalPoints: of.decimalpoints,
      timeFinish: row.timefinish === 0 ? null : milliseconds(row.timefinish),
      time: milliseconds(row.timemodified),
    }
  })
}

function scaled(marks: string, { grade, sumgrades }: Quiz): string {
  return isPracticallyZero(sumgrades) ? '0' : timesOver(marks, grade, sumgrades)
}

async function quizzesOf(picture: Picture, ids: readonly number[]): Promise<Map<number, Quiz>> {
  const rows = await picture.rows<Quiz>(
    sql`select q.id, q.course, q.name, q.grade, q.sumgrades, q.decimalpoints, g.gradepass
        from ${table('quiz')} q
        left join ${table('grade_items')} g on g.itemtype = 'mod' and g.itemmodule = 'quiz'
          and g.iteminstance = q.id and g.itemnumber = 0
        where q.id ${among(ids)} and ${notBeingDeleted('quiz', sql`q.id`)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
