import type { ActivityDataset, ActivityFacts } from '../../../domain/activity.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { ActivityQuestion, ActivitySource } from '../../activity.ts'
import { isToldByServices } from './datasets.ts'
import { gradesOf } from './grades.ts'
import { checkAsked } from './learners.ts'

/**
 * What learners did on a Moodle site, as far as web services tell it: grades. For the rest its database is read. There is no one
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
    if (!isToldByServices(dataset)) throw new TypeError(`web services do not tell ${dataset}`)
    checkAsked(question, this.#profileFields)
    yield* gradesOf(this.#ws, question, this.#profileFields) as AsyncGenerator<ActivityFacts[D][]>
  }
}
