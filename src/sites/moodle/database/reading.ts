import type { ActivityDataset, ActivityFacts } from '../../../domain/activity.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import type { Notice, PathwayChoice } from '../../activity.ts'
import type { FindLearners } from './learners.ts'
import type { Schema, Tables } from './schema.ts'
import type { SiteConfig } from './site-config.ts'
import type { Window } from './window.ts'

/** All that a dataset is read with. */
export interface Reading {
  readonly picture: Picture
  readonly schema: Schema
  readonly config: SiteConfig
  readonly window: Window
  readonly learners: FindLearners
  readonly notice: Notice
  readonly pathways: PathwayChoice
}

/** How one dataset is read: one for each, beside each other in `datasets/`. */
export interface DatasetReader<D extends ActivityDataset> {
  /** Tables whose existence decides how it is read. */
  readonly looksFor: readonly string[]
  /** What it needs on a site like this, besides what every dataset needs. */
  needs(schema: Schema, pathways: PathwayChoice): Tables
  read(reading: Reading): AsyncIterable<ActivityFacts[D][]>
}
