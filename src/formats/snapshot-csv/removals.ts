import type { Inspection, Removals } from '../format.ts'
import { removalLimitsOf } from '../removal-settings.ts'
import { detailOf } from './inspect.ts'
import type { SnapshotSettings } from './settings.ts'

/**
 * What becomes of those whom a list lacks (snapshot-sync.md 3.4). Nobody is missing from a list that has no usable id:
 * cells of broken rows protect people, but do not make it one.
 */
export function removalsOf(inspection: Inspection, settings: SnapshotSettings): Removals | null {
  const { missingUsers: how, missingAmong: among, onThreshold } = settings
  if (how === 'keep' || detailOf(inspection).named === 0) return null
  const isPart = Object.keys(among).length > 0
  return { how, limits: removalLimitsOf(settings), onThreshold, ...(isPart && { among }) }
}
