import type { ActivityDataset, ActivityFacts } from '../../../domain/activity.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { ActivityQuestion, ActivitySource } from '../../activity.ts'
import { completionsOf } from './completions.ts'
import { gradesOf } from './grades.ts'
import { checkAsked } from './learners.ts'
import { quizAttemptsOf } from './quizzes.ts'

type Reader<D extends ActivityDataset> = (
  ws: MoodleWs,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
) => AsyncIterable<readonly ActivityFacts[D][]>

/** Those datasets that `SERVICE_WAYS` calls told. */
const READERS: { readonly [D in ActivityDataset]?: Reader<D> } = {
  quiz: quizAttemptsOf,
  completion: completionsOf,
  grade: gradesOf,
}

export function isToldByServices(dataset: ActivityDataset): boolean {
  return dataset in READERS
}

/**
 * What learners did on a Moodle site, as far as web services tell it. For the rest its database is read. There is no one
 * picture: each course is told as it is when it is asked for.
 */
export class MoodleServices implements ActivitySource {
  readonly #ws: MoodleWs
  readonly #profileFields: readonly ProfileField[]

  /** @param profileFields of the site's settings, since web services list none */
  constructor(ws: MoodleWs, profileFields: readonly ProfileField[]) {
    this.#ws = ws
    this.#profileFields = profileFields
  }

  /**
   * @throws RollbookError RB-9090 (a field that is not told)
   * @throws WsFailure
   */
  async *activity<D extends ActivityDataset>(
    dataset: D,
    question: ActivityQuestion,
  ): AsyncGenerator<readonly ActivityFacts[D][]> {
    const read: Reader<D> | undefined = READERS[dataset]
    if (read === undefined) throw new TypeError(`web services do not tell ${dataset}`)
    checkAsked(question, this.#profileFields)
    yield* read(this.#ws, question, this.#profileFields)
  }
}
