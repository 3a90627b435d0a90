import type { RawBuilder } from 'kysely'
import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterCourse, RosterRows } from '../../domain/rosters.ts'
import type { Store } from '../../store/store.ts'
import { ACTIVITY_BATCH } from '../activity.ts'
import type { RosterQuestion, RosterSource } from '../roster.ts'
import { checkQuestion } from './activity/question.ts'
import { type LearnerRow, learnerOf } from './activity/rows.ts'
import {
  type CourseListRow,
  courseList,
  type EnrolmentListRow,
  enrolmentList,
  type ListQuestion,
  personList,
} from './read/rosters.ts'

/** The full lists of the embedded site: one query each, so one picture, put in order by the database. */
export class EmbeddedRosters implements RosterSource {
  readonly #store: Store
  readonly #organisationId: number
  readonly #siteId: number

  constructor(store: Store, organisationId: number, siteId: number) {
    this.#store = store
    this.#organisationId = organisationId
    this.#siteId = siteId
  }

  /** Throws RB-4501 for a question about fields that the site does not have. */
  async *roster<D extends RosterDataset>(
    dataset: D,
    asked: RosterQuestion,
  ): AsyncGenerator<readonly RosterRows[D][]> {
    const question = { ...asked, from: 0, to: 0, people: null }
    await this.#store.asOrganisation(this.#organisationId, (tx) =>
      checkQuestion(tx, this.#siteId, asked, asked.filters),
    )
    const { query, rowOf } = LISTS[dataset] as unknown as List<D, object>
    const list = query(this.#siteId, question)
    for await (const rows of this.#store.read(this.#organisationId, list, ACTIVITY_BATCH)) {
      yield rows.map((row) => rowOf(row, question))
    }
  }
}

interface List<D extends RosterDataset, Row> {
  query(siteId: number, question: ListQuestion): RawBuilder<Row>
  rowOf(row: Row, question: ListQuestion): RosterRows[D]
}

const LISTS = {
  user: {
    query: personList,
    rowOf: (row, question) => ({ learner: learnerOf(row, question) }),
  } satisfies List<'user', LearnerRow>,
  course: {
    query: courseList,
    rowOf: (row) => ({ course: courseOf(row) }),
  } satisfies List<'course', CourseListRow>,
  enrolment: {
    query: enrolmentList,
    rowOf: (row, question) => ({
      learner: learnerOf(row, question),
      course: courseOf(row),
      role: row.role,
      method: row.method,
      status: row.status,
      timeStart: row.time_start?.getTime() ?? null,
      timeEnd: row.time_end?.getTime() ?? null,
    }),
  } satisfies List<'enrolment', EnrolmentListRow>,
}

function courseOf(row: CourseListRow): RosterCourse {
  return {
    id: row.course_id,
    shortname: row.shortname,
    fullname: row.course,
    categoryIds: row.category_ids ?? [],
    idnumber: row.course_idnumber,
    category: row.category,
    startdate: row.startdate,
    enddate: row.enddate,
    visible: row.visible,
  }
}
