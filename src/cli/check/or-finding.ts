import { type Finding, RollbookError } from '../../domain/finding.ts'
import { Interrupted } from '../interruption.ts'

/** The finding of a refusal, in place of the answer. Any other error is thrown on. */
export async function orFinding<T>(work: Promise<T>): Promise<T | Finding> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RollbookError && !(error instanceof Interrupted)) return error.finding
    throw error
  }
}
