import type { Command } from 'commander'

/** A command is a function that adds itself to the program. One file each in `commands/`, listed in `commands/index.ts`. */
export type CommandModule = (program: Command) => void

/** The last part of a help text: one line that can be typed as it is, and what it does. */
export function example(line: string, meaning: string): string {
  return `\nExample:\n  $ ${line}\n  ${meaning}`
}
