import type { Inspection, Removals } from '../format.ts'
import { removalLimitsOf } from '../removal-settings.ts'
import { detailOf } from './inspect.ts'
import type { EnrolmentListSettings } from './settings.ts'

/**
 * What becomes of enrolments that a list lacks (snapshot-sync.md 3.4). None is missing from a list that names nobody, nor
 * from one with broken rows: in these the values have moved, and whom they are about cannot be told.
 */
export function removalsOf(inspection: Inspection, settings: EnrolmentListSettings): Removals | null {
  const { missingEnrolments: how, missingScope, onThreshold } = settings
  const { named, broken } = detailOf(inspection)
  if (how === 'keep' || named === 0 || broken > 0) return null
  return {
    how,
    limits: removalLimitsOf(settings),
    onThreshold,
    ...(missingScope === 'courses' && { inListedCourses: true }),
  }
}
