import { CommanderError } from 'commander'
import { EXIT } from './exit-status.ts'
import { findingOf } from './finding-of.ts'
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
