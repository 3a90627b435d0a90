import type { RemovalWay } from '../../domain/removal.ts'
import type { Inspection, Removals } from '../format.ts'
import { removalLimitsOf } from '../removal-settings.ts'
import type { ImsSettings } from './settings.ts'

/** What becomes of what a file lacks, for feeds whose files hold all there is (ims-enterprise.md section 9). */
export function removalsOf(inspection: Inspection, settings: ImsSettings): Removals | null {
  const how = wayOf(inspection, settings)
  if (how === 'keep') return null
  return {
    how,
    limits: removalLimitsOf(settings),
    onThreshold: settings.onThreshold,
    ...(inspection.kind === 'enrolment' && { severalRoles: true }),
  }
}

function wayOf(
  { kind }: Inspection,
  { missingUsers, missingCourses, missingEnrolments }: ImsSettings,
): RemovalWay | 'keep' {
  if (kind === 'user') return missingUsers
  return kind === 'course' ? missingCourses : missingEnrolments
}
