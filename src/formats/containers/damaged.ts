import { RollbookError, refusal } from '../../domain/finding.ts'

/** What a library said of an archive, as a refusal. Our own refusals pass. */
export function damaged(error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return refusal('RB-1080', { reason }, { cause: error })
}
