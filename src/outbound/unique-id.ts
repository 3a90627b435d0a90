import type { Learner } from '../domain/activity.ts'
import { cleanHeading } from './csv/cells.ts'
import { fieldOf } from './people.ts'
import type { ExportSettings } from './settings/settings.ts'

/**
 * The unique id of a person, before it is spelled. Empty where it is blank (outbound rule O-16): where the site does not know
 * it, or nothing is left of it without spaces and the control characters that no file has.
 */
export function uniqueIdOf(learner: Learner, settings: ExportSettings): string {
  const given = fieldOf(learner, settings.uniqueId) ?? ''
  return cleanHeading(given, settings).trim() === '' ? '' : given
}
