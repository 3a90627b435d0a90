import { CommanderError } from 'commander'
import { type Finding, finding, RollbookError } from '../domain/finding.ts'
import { EXIT } from './exit-status.ts'
import { Interrupted } from './interruption.ts'
import { fail, ReaderGone } from './output.ts'
import { buildProgram } from './program.ts'

// A reader that leaves early, as `head` does, is no fault; `output.ts` sees it at the next line.
process.stdout.on('error', () => undefined)

try {
  await buildProgram().parseAsync()
} catch (error) {
  process.exitCode = await report(error).catch(() => EXIT.failure)
}

/** Says what went wrong, in the form that the command line asks for, and answers with the exit status. */
async function report(error: unknown): Promise<number> {
  if (error instanceof ReaderGone) return EXIT.clean
  // Help and version, which commander has printed.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.clean
  await fail(findingOf(error), process.argv.includes('--json'))
  return error instanceof Interrupted ? error.exitStatus : EXIT.failure
}

function findingOf(error: unknown): Finding {
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
