import { Argument } from 'commander'
import { action } from '../action.ts'
import type { CommandModule } from '../command.ts'
import { example } from '../command.ts'
import { SHELLS, type Shell } from '../completion/shells.ts'
import { wordsOf } from '../completion/words.ts'
import { EXIT } from '../exit-status.ts'

/** `rollbook completion`: a script that completes commands and options, made from the commands themselves. */
export const completionCommand: CommandModule = (program) => {
  program
    .command('completion')
    .description('Print a script that lets a shell complete commands and options.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      example('rollbook completion bash > ~/.local/share/bash-completion/completions/rollbook', 'sets it up'),
    )
    .action(
      action(async ({ output }, shell: Shell) => {
        const script = SHELLS[shell](wordsOf(program))
        await output.show({ shell, script }, () => script)
        return EXIT.clean
      }),
    )
}
