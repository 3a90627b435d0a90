import type { Command } from 'commander'

/** What can be typed after a command, as the shells' scripts need it. */
export interface CommandWords {
  /** `''` for the program itself, `site settings` for a command below another. */
  readonly path: string
  readonly meaning: string
  readonly subcommands: readonly Word[]
  readonly options: readonly OptionWords[]
}

export interface Word {
  readonly name: string
  readonly meaning: string
}

export interface OptionWords {
  readonly flags: readonly string[]
  readonly meaning: string
  /** A value follows. */
  readonly takesValue: boolean
  /** Values that are accepted, if they are few. */
  readonly choices: readonly string[]
}

/** Every command of the program with its words, the program itself first. */
export function wordsOf(program: Command): CommandWords[] {
  return collect(program, '', program)
}

function collect(command: Command, path: string, program: Command): CommandWords[] {
  const help = command.createHelp()
  const subcommands = help.visibleCommands(command)
  const global = command === program ? [] : help.visibleOptions(program)
  const options = new Map(
    [...help.visibleOptions(command), ...global].map((option) => [option.flags, option]),
  )
  const own: CommandWords = {
    path,
    meaning: command.description(),
    subcommands: subcommands.map((sub) => ({ name: sub.name(), meaning: sub.description() })),
    options: [...options.values()].map(({ short, long, description, required, optional, argChoices }) => ({
      flags: [short, long].filter((flag) => flag !== undefined),
      meaning: description,
      takesValue: required || optional,
      choices: argChoices ?? [],
    })),
  }
  // The help command is made by commander and is no command of the program's own.
  const below = command.commands.flatMap((sub) => collect(sub, `${path} ${sub.name()}`.trim(), program))
  return [own, ...below]
}
