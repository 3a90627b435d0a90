import type { Command } from 'commander'
import type { ExitStatus } from './exit-status.ts'
import { Interruption } from './interruption.ts'
import { Output } from './output.ts'
import type { GlobalOptions } from './program.ts'

/** What every command works with. */
export interface Context {
  readonly output: Output
  readonly dataFolder: string
  readonly interruption: Interruption
}

/**
 * The action of a command, for commander: `work` gets the context, then what commander gives (each argument, then the
 * command's options), and answers with the exit status. It may throw a RollbookError, which `main.ts` reports.
 */
export function action<Given extends unknown[]>(
  work: (context: Context, ...given: Given) => Promise<ExitStatus>,
): (...given: [...Given, Command]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command
    const given = all.slice(0, -1) as Given
    const { data: dataFolder, json } = command.optsWithGlobals<GlobalOptions>()
    using interruption = new Interruption()
    process.exitCode = await work(
      { output: new Output(json, interruption), dataFolder, interruption },
      ...given,
    )
  }
}
