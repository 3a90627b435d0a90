import type { ActivityDataset, ActivityFacts } from '../../../domain/activity.ts'
import { refusal } from '../../../domain/finding.ts'
import type { DbSettings } from '../../../transport/moodle-db/address.ts'
import { inPicture, type Picture } from '../../../transport/moodle-db/picture.ts'
import { type ActivityQuestion, type ActivitySource, PROGRAMS_ONLY } from '../../activity.ts'
import { DATASET_READERS } from './datasets/index.ts'
import { learnersOf } from './learners.ts'
import { openSite } from './open-site.ts'
import { windowOf } from './window.ts'

/**
 * What learners did on a Moodle or Totara site, read from its database. Nothing is ever written there. Filters by people are
 * left to the caller: databases compare texts in ways of their own.
 */
export class MoodleDatabase implements ActivitySource {
  readonly #settings: DbSettings

  constructor(settings: DbSettings) {
    this.#settings = settings
  }

  /**
   * @throws RollbookError RB-9085 (no tables of a site), RB-9086 (the dataset cannot be read), RB-9090 and RB-9098 (a field or course that is not there)
   * @throws DbFailure and what else `inPicture` throws
   */
  activity<D extends ActivityDataset>(
    dataset: D,
    question: ActivityQuestion,
  ): AsyncIterable<readonly ActivityFacts[D][]> {
    return inPicture(this.#settings, (picture) => facts(picture, dataset, question))
  }
}

async function* facts<D extends ActivityDataset>(
  picture: Picture,
  dataset: D,
  question: ActivityQuestion,
): AsyncGenerator<ActivityFacts[D][]> {
  const { notice = () => undefined, pathways = PROGRAMS_ONLY } = question
  const { schema, config } = await openSite(picture)
  const reader = DATASET_READERS[dataset]
  const missing = schema.missing(reader.needs(schema, pathways))
  if (missing.length > 0) throw refusal('RB-9086', { host: picture.host, value: dataset, missing })
  const learners = await learnersOf(picture, schema, config, question)
  const reading = { picture, schema, config, window: windowOf(question), learners, notice, pathways }
  for await (const batch of reader.read(reading)) {
    if (batch.length > 0) yield batch
  }
}
