import type { RosterDataset } from '../../../../domain/activity.ts'
import type { RosterRows } from '../../../../domain/rosters.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import type { FindLearners } from '../learners.ts'
import type { Tables } from '../schema.ts'
import type { SiteConfig } from '../site-config.ts'

/** All that a full list is read with. */
export interface RosterReading {
  readonly picture: Picture
  readonly config: SiteConfig
  readonly learners: FindLearners
  /** In which the dates of courses are days. */
  readonly timeZone: string
}

/** How one full list is read: one for each, beside each other. */
export interface RosterReader<D extends RosterDataset> {
  /** What it needs, besides what every dataset needs. */
  readonly needs: Tables
  read(reading: RosterReading): AsyncIterable<RosterRows[D][]>
}
