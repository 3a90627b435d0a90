import { type RawBuilder, sql } from 'kysely'
import type { ActivityDataset, ActivityFacts, FactCourse, Learner } from '../../../domain/activity.ts'
import type { Store } from '../../../store/store.ts'
import type { ActivityQuestion, ActivitySource } from '../../activity.ts'
import { completion } from './completion.ts'
import { faceToFace } from './face-to-face.ts'
import { grade } from './grade.ts'
import { pathway } from './pathway.ts'
import { checkQuestion, isAmongPeople, learnerColumns, learnerJoins } from './question.ts'
import { quiz } from './quiz.ts'
import {
  bound,
  COURSE_COLUMNS,
  COURSE_IS_THERE,
  COURSE_JOINS,
  type CourseRow,
  categoryPaths,
  courseOf,
  type DatasetReader,
  type LearnerRow,
  learnerOf,
} from './rows.ts'
import { scorm } from './scorm.ts'

/**
 * What is made of a row is a kilobyte or two for as long as the batch is worked on, and all that lives while garbage is
 * collected is moved about: of 5,000 rows and those behind them, as much as everything else that an export holds.
 */
const BATCH = 1_000

/**
 * What the embedded site's learners did. A dataset is one query, so one picture of the database, whose answer the
 * database puts aside (`Store.read`): no transaction is open while the caller works. On PGlite that matters most: with
 * its one connection an open cursor would keep the caller from asking anything else, and pages by key, each in a
 * transaction of its own, would be as many pictures.
 */
export class EmbeddedActivity implements ActivitySource {
  readonly #store: Store
  readonly #organisationId: number
  readonly #siteId: number

  constructor(store: Store, organisationId: number, siteId: number) {
    this.#store = store
    this.#organisationId = organisationId
    this.#siteId = siteId
  }

  /** Throws RB-4501 for a question about fields that the site does not have. */
  async *activity<D extends ActivityDataset>(
    dataset: D,
    question: ActivityQuestion,
  ): AsyncGenerator<readonly ActivityFacts[D][]> {
    const filters = question.people === null ? [] : [question.people]
    await this.#store.asOrganisation(this.#organisationId, (tx) =>
      checkQuestion(tx, this.#siteId, question, filters),
    )
    const reader = READERS[dataset] as unknown as DatasetReader<D, FactRow>
    const query = queryOf(this.#siteId, reader, question)
    const told = new Told(question)
    for await (const rows of this.#store.read(this.#organisationId, query, BATCH)) {
      yield rows.map((row) => reader.factOf(row, told.learner(row), told.course(row)))
    }
  }
}

const READERS = { scorm, 'face-to-face': faceToFace, quiz, completion, pathway, grade }

type FactRow = LearnerRow & CourseRow

/** Who and what the rows of one answer are about: it is one picture, so what a row says of a course, all say. */
class Told {
  readonly #question: ActivityQuestion
  readonly #courses = new Map<number, FactCourse>()
  /** Rows of a person often follow one another. */
  #learner: Learner | null = null

  constructor(question: ActivityQuestion) {
    this.#question = question
  }

  learner(row: LearnerRow): Learner {
    if (this.#learner?.id !== row.user_id) this.#learner = learnerOf(row, this.#question)
    return this.#learner!
  }

  course(row: CourseRow): FactCourse | null {
    const id = row.course_id ?? null
    if (id === null) return null
    let course = this.#courses.get(id)
    if (course === undefined) {
      course = courseOf(row, id)
      this.#courses.set(id, course)
    }
    return course
  }
}

function queryOf<D extends ActivityDataset>(
  siteId: number,
  { table, columns, inCourses, times, told = sql`true` }: DatasetReader<D, object>,
  question: ActivityQuestion,
): RawBuilder<FactRow> {
  const from = bound(question.from)
  const to = bound(question.to)
  const inWindow = times.map((column) => {
    const time = sql.ref(`a.${column}`)
    return sql`${time} >= ${from} and ${time} < ${to}`
  })
  const course = inCourses ? sql`${COURSE_COLUMNS},` : sql``
  return sql<FactRow>`
    with recursive ${categoryPaths(siteId)}
    select ${learnerColumns(siteId, question)}, ${course} ${columns}
    from ${sql.table(table)} a
    ${learnerJoins(siteId, question)}
    ${inCourses ? COURSE_JOINS : sql``}
    where a.site_id = ${siteId} and (${sql.join(inWindow, sql` or `)}) and ${told}
      and ${inCourses ? COURSE_IS_THERE : sql`true`} and ${isAmongPeople(siteId, question.people)}`
}
