import { RollbookError } from '../../src/domain/finding.ts'

/** The finding with which `work` fails; whatever else it does fails the test. */
export async function refused(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await work
  } catch (error) {
    if (error instanceof RollbookError) return error.finding
    throw error
  }
  throw new Error('nothing was refused')
}
