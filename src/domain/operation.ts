import type { Entities, EntityKind } from './entities.ts'

/**
 * One change to a site, with the values before and after. `before: null` makes the thing, `after: null`
 * ends it. Ending a user or a course ends what hangs on it, as the platform does (Data Hub rules U-11, C-5);
 * the site carries that out and keeps the before-images.
 */
export type Operation = { [K in EntityKind]: OperationOf<K> }[EntityKind]

export interface OperationOf<K extends EntityKind> {
  readonly kind: K
  readonly before: Entities[K] | null
  readonly after: Entities[K] | null
  /** Which record of the chunk caused it: the index into the chunk's actions. */
  readonly record: number
  /** Only for a new course: the course whose content is copied (Data Hub rule C-9). */
  readonly templateId?: number
}

/** A mail to a user that a record brings about (Data Hub rules M-1 to M-3); it is queued with the change itself. */
export interface MailIntent {
  readonly record: number
  readonly to: string
  readonly from: string
  readonly subject: string
  /** HTML; the plain copy is made from it. */
  readonly html: string
}
