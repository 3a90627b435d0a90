import type { ActivityDataset, ActivityFacts, Learner } from '../../../domain/activity.ts'
import type { Store } from '../../../store/store.ts'
import type { ActivityQuestion, ActivitySource } from '../../activity.ts'
import { type BatchRow, batchesOf } from './batches.ts'
import { completion } from './completion.ts'
import { faceToFace } from './face-to-face.ts'
import { grade } from './grade.ts'
import { pathway } from './pathway.ts'
import { checkQuestion } from './question.ts'
import { quiz } from './quiz.ts'
import { type Columns, type DatasetReader, type LearnerRow, learnerOf } from './rows.ts'
import { scorm } from './scorm.ts'

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
    const reader = READERS[dataset] as unknown as DatasetReader<D, object>
    const query = batchesOf(this.#siteId, reader, question)
    for await (const [batch] of this.#store.read(this.#organisationId, query, 1)) {
      yield* factsOf(batch!, reader, question)
    }
  }
}

const READERS = { scorm, 'face-to-face': faceToFace, quiz, completion, pathway, grade }

/**
 * Facts told at a time. What is made of one is a kilobyte or two for as long as it is worked on, and all that lives while
 * garbage is collected is moved about.
 */
const BATCH = 250

function* factsOf<D extends ActivityDataset>(
  { people, courses, facts }: BatchRow<object>,
  reader: DatasetReader<D, object>,
  question: ActivityQuestion,
): Generator<ActivityFacts[D][]> {
  const learners = learnersOf(people, question)
  const inCourses = new Map(courses?.map((course) => [course.id, course]))
  let told: ActivityFacts[D][] = []
  // Counted, here and below: what walks over entries makes an array for each of a million rows.
  for (let at = 0; at < facts.user_id.length; at++) {
    const courseId = facts.course_id[at]!
    const course = inCourses.get(courseId) ?? null
    // A row of a course that is gone is not told, as on a Moodle site, where it is gone too.
    if (course === null && courseId !== 0) continue
    told.push(reader.factOf(facts, at, learners.get(facts.user_id[at]!)!, course))
    if (told.length === BATCH) {
      yield told
      told = []
    }
  }
  if (told.length > 0) yield told
}

function learnersOf(people: Columns<LearnerRow>, question: ActivityQuestion): Map<number, Learner> {
  const columns = Object.entries<readonly unknown[]>(people)
  const learners = new Map<number, Learner>()
  for (let at = 0; at < people.user_id.length; at++) {
    const id = people.user_id[at]!
    if (learners.has(id)) continue
    const row = Object.fromEntries(columns.map(([name, values]) => [name, values[at]]))
    learners.set(id, learnerOf(row as unknown as LearnerRow, question))
  }
  return learners
}
