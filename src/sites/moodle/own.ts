import type { Role } from '../../domain/entities.ts'
import type { ProfileField, SiteFacts } from '../../domain/site-facts.ts'

/** What web services do not tell of a Moodle site: kept as its settings (`rollbook site settings`). */
export interface OwnFacts {
  readonly facts: SiteFacts
  /** With the ids that the server has for them. */
  readonly roles: readonly Role[]
  readonly profileFields: readonly ProfileField[]
}
