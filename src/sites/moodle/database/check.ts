import { ACTIVITY_DATASETS, type Dataset, ROSTER_DATASETS } from '../../../domain/activity.ts'
import { type Finding, finding, RollbookError } from '../../../domain/finding.ts'
import { type DbSettings, dbAddress } from '../../../transport/moodle-db/address.ts'
import { inPicture, type Picture } from '../../../transport/moodle-db/picture.ts'
import { PROGRAMS_ONLY } from '../../activity.ts'
import { DATASET_READERS } from './datasets/index.ts'
import { MOST_SECONDS_BEHIND, secondsBehind } from './lag.ts'
import { openSite } from './open-site.ts'
import { PLANNING_TABLES } from './planning/tables.ts'
import { surplusRights } from './rights.ts'
import { isRoster, ROSTER_READERS } from './rosters/index.ts'
import { readSchema } from './schema.ts'

/** What the database of a site tells, and what is to be looked at. */
export interface DatabaseCheck {
  /** `host:port/database`. */
  readonly host: string
  readonly prefix: string
  /** Null when nothing could be read; then `findings` has the one reason. */
  readonly site: DatabaseSite | null
  readonly findings: readonly Finding[]
}

export interface DatabaseSite {
  readonly product: string
  /** As shown to people. */
  readonly release: string
  /** Of the schema. */
  readonly version: string
  readonly datasets: readonly DatasetCheck[]
  /** Tables, and columns of tables, without which imports are planned by web services alone. */
  readonly importsMiss: readonly string[]
  /** How many seconds a copy is behind; null for what is no copy, and where the server does not say. */
  readonly secondsBehind: number | null
}

export interface DatasetCheck {
  readonly dataset: Dataset
  /** Tables, and columns of tables, that cannot be read. None: the dataset can. */
  readonly missing: readonly string[]
}

/** Asks a database what can be read there. */
export async function checkDatabase(settings: DbSettings): Promise<DatabaseCheck> {
  const { shown: host } = dbAddress(settings)
  const { prefix } = settings
  try {
    for await (const seen of inPicture(settings, examine)) return { host, prefix, ...seen }
  } catch (error) {
    if (!(error instanceof RollbookError)) throw error
    return { host, prefix, site: null, findings: [error.finding] }
  }
  throw new Error('a picture without content')
}

async function* examine(picture: Picture): AsyncGenerator<Pick<DatabaseCheck, 'site' | 'findings'>> {
  const { schema, config } = await openSite(picture)
  const needs = (dataset: Dataset) =>
    isRoster(dataset) ? ROSTER_READERS[dataset].needs : DATASET_READERS[dataset].needs(schema, PROGRAMS_ONLY)
  const datasets = [...ACTIVITY_DATASETS, ...ROSTER_DATASETS].map((dataset) => {
    return { dataset, missing: schema.missing(needs(dataset)) }
  })
  const planning = await readSchema(picture, Object.keys(PLANNING_TABLES))
  const importsMiss = planning.missing(PLANNING_TABLES)
  const behind = await secondsBehind(picture)
  const late = behind !== null && behind > MOST_SECONDS_BEHIND
  const findings = [
    ...(await surplusRights(picture)),
    ...(late ? [finding('RB-9089', { host: picture.host, seconds: behind })] : []),
  ]
  const { product, release, version } = config
  yield { site: { product, release, version, datasets, importsMiss, secondsBehind: behind }, findings }
}
