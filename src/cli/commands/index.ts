import type { CommandModule } from '../command.ts'
import { runsCommand } from './runs.ts'

/** Every command, in the order in which the help lists them. A new one is its file and a line here. */
export const COMMANDS: readonly CommandModule[] = [runsCommand]
