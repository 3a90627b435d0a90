import type { RemovalWay } from '../../domain/removal.ts'
import type { Inspection, Removals } from '../format.ts'
import { removalLimitsOf } from '../removal-settings.ts'
import { detailOf } from './inspect.ts'
import type { OnerosterSettings } from './settings.ts'

/** A table that holds all there is (`bulk`) may remove what it lacks (reference page, section 3.3). */
export function removalsOf(inspection: Inspection, settings: OnerosterSettings): Removals | null {
  const { table, mode } = detailOf(inspection)
  const how = mode === 'bulk' ? wayOf(table, settings) : 'keep'
  if (how === 'keep') return null
  return { how, limits: removalLimitsOf(settings), onThreshold: settings.onThreshold }
}

function wayOf(table: string, settings: OnerosterSettings): RemovalWay | 'keep' {
  switch (table) {
    case 'users':
      return settings.missingUsers
    case 'enrollments':
      return settings.missingEnrolments
    case 'classes':
      return settings.missingClasses
    default:
      return 'keep'
  }
}
