import { RollbookError } from '../../domain/finding.ts'

/** What object storage was not reached with, or refused. */
const CODES = /^RB-74/

/** Whether object storage was not reached, or refused: its host and what it said are for the operator alone. */
export function isStorageFault(error: unknown): boolean {
  return error instanceof RollbookError && CODES.test(error.finding.code)
}
