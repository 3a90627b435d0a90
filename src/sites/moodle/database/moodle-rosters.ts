import type { RosterDataset } from '../../../domain/activity.ts'
import { refusal } from '../../../domain/finding.ts'
import type { RosterRows } from '../../../domain/rosters.ts'
import type { DbSettings } from '../../../transport/moodle-db/address.ts'
import { inPicture, type Picture } from '../../../transport/moodle-db/picture.ts'
import type { RosterQuestion, RosterSource } from '../../roster.ts'
import { learnersOf } from './learners.ts'
import { openSite } from './open-site.ts'
import { ROSTER_READERS } from './rosters/index.ts'

/**
 * The full lists of a Moodle or Totara site, read from its database. Order and filters are left to the caller: databases
 * compare texts in ways of their own.
 */
export class MoodleRosters implements RosterSource {
  readonly #settings: DbSettings
  readonly #timeZone: string

  /** @param timeZone of the site: Moodle keeps the dates of courses as instants */
  constructor(settings: DbSettings, timeZone: string) {
    this.#settings = settings
    this.#timeZone = timeZone
  }

  /**
   * @throws RollbookError RB-9085 (no tables of a site), RB-9086 (the list cannot be read), RB-9090 (a field that is not there)
   * @throws DbFailure and what else `inPicture` throws
   */
  roster<D extends RosterDataset>(
    dataset: D,
    question: RosterQuestion,
  ): AsyncIterable<readonly RosterRows[D][]> {
    return inPicture(this.#settings, (picture) => this.#read(picture, dataset, question))
  }

  async *#read<D extends RosterDataset>(
    picture: Picture,
    dataset: D,
    question: RosterQuestion,
  ): AsyncGenerator<RosterRows[D][]> {
    const { schema, config } = await openSite(picture)
    const { needs, read } = ROSTER_READERS[dataset]
    const missing = schema.missing(needs)
    if (missing.length > 0) throw refusal('RB-9086', { host: picture.host, value: dataset, missing })
    const learners = await learnersOf(picture, schema, config, question)
    yield* read({ picture, config, learners, timeZone: this.#timeZone })
  }
}
