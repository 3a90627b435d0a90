import type { Dataset } from '../../domain/activity.ts'
import { DATASETS } from '../../outbound/exports.ts'
import type { DatabaseCheck } from '../../sites/moodle/database/check.ts'
import { SERVICE_WAYS } from '../../sites/moodle/services/datasets.ts'

/** How a dataset of a Moodle site is told. */
export interface DatasetWay {
  readonly dataset: Dataset
  /** Null: web services do not tell it, and there is no database. */
  readonly way: 'database' | 'services' | null
  /** Tables and columns, or functions, without which it is not told after all. */
  readonly missing: readonly string[]
  /** Of what is told by web services: what that costs, and what it leaves out. */
  readonly calls?: string
  readonly leavesOut?: string
  /** Why it is not told at all. */
  readonly why?: string
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
  return DATASETS.map((dataset): DatasetWay => {
    const way = SERVICE_WAYS[dataset]
    if (!way.told) return { dataset, way: null, missing: [], why: way.why }
    const missing = way.functions.filter((name) => !permitted?.has(name))
    return { dataset, way: 'services', missing, calls: way.calls, leavesOut: way.leavesOut }
  })
}
