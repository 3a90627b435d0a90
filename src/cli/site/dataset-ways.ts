import { ACTIVITY_DATASETS, type ActivityDataset } from '../../domain/activity.ts'
import type { DatabaseCheck } from '../../sites/moodle/database/check.ts'
import { lackingFor } from '../../sites/moodle/services/datasets.ts'

/** How a dataset of a Moodle site is told. */
export interface DatasetWay {
  readonly dataset: ActivityDataset
  /** Null: web services do not tell it, and there is no database. */
  readonly way: 'database' | 'services' | null
  /** Tables and columns, or functions, without which it is not told after all. */
  readonly missing: readonly string[]
}

/**
 * A site with a database is asked nothing else.
 *
 * @param permitted functions of the token's service; null when the site could not be asked
 */
export function datasetWays(
  database: DatabaseCheck | null,
  permitted: ReadonlySet<string> | null,
): DatasetWay[] {
  if (database !== null) {
    return (database.site?.datasets ?? []).map((one) => ({ ...one, way: 'database' }))
  }
  return ACTIVITY_DATASETS.map((dataset) => {
    const missing = lackingFor(dataset, permitted ?? new Set())
    return { dataset, way: missing === null ? null : 'services', missing: missing ?? [] }
  })
}
