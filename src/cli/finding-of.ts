import { CommanderError } from 'commander'
import { type Finding, finding, RollbookError } from '../domain/finding.ts'

/** What went wrong, for whoever gave the command. */
export function findingOf(error: unknown): Finding {
  if (error instanceof RollbookError) {
    if (error.finding.code === 'RB-5009') printStack(error.cause)
    return error.finding
  }
  if (error instanceof CommanderError) return finding('RB-8201', { reason: sentence(error.message) })
  printStack(error)
  return finding('RB-8202', { reason: error instanceof Error ? error.message : String(error) })
}

/** For those who mend Rollbook: where it happened. */
function printStack(error: unknown): void {
  if (error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`)
}

/** `error: unknown command 'imprt'\n(Did you mean import?)` as the part of a sentence. */
function sentence(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}
