import { type Finding, RollbookError } from '../../domain/finding.ts'

/**
 * What a failed call leaves behind.
 *
 * | kind | what the server did | what helps |
 * | --- | --- | --- |
 * | `refused` | looked at the call and refused it | other data |
 * | `configuration` | refused it, and would refuse every other | a person |
 * | `retryable` | nothing | the same call, later |
 * | `uncertain` | nobody knows; it may still be at it | waiting and looking |
 */
export type FailureKind = 'refused' | 'configuration' | 'retryable' | 'uncertain'

export interface FailureParts {
  readonly kind: FailureKind
  /** Moodle's own code, where there is one. */
  readonly errorcode?: string
  /** Only for `uncertain`: the server has finished, so looking at once tells. */
  readonly ended?: boolean
  /** Only for `uncertain`: all of the call was stored, and something after that went wrong. */
  readonly stored?: boolean
  /** The call was larger than the server takes. */
  readonly tooLarge?: boolean
  /** When the server asks to be tried again. */
  readonly retryAfterMs?: number
}

/**
 * The database did not take a row: a value that it has no room for, or another call that stood in the way, which the next
 * attempt does not meet again. Only debugging tells them apart.
 */
export const ROW_NOT_WRITTEN = 'dmlwriteexception'

/** A call that brought no result. Its finding holds neither the token nor a password. */
export class WsFailure extends RollbookError {
  readonly kind: FailureKind
  readonly errorcode: string
  readonly ended: boolean
  readonly stored: boolean
  readonly tooLarge: boolean
  readonly retryAfterMs: number | null

  constructor(finding: Finding, parts: FailureParts) {
    super(finding)
    this.name = 'WsFailure'
    this.kind = parts.kind
    this.errorcode = parts.errorcode ?? ''
    this.ended = parts.ended ?? false
    this.stored = parts.stored ?? false
    this.tooLarge = parts.tooLarge ?? false
    this.retryAfterMs = parts.retryAfterMs ?? null
  }
}
