import { RollbookError, refusal } from '../../domain/finding.ts'

/** What the operating system said of a file, as a refusal that does not show where the file lies. */
export function unopenable(name: string, error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  return refusal('RB-1001', { file: name, reason }, { cause: error })
}
