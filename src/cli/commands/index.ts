import type { CommandModule } from '../command.ts'
import { applyCommand } from './apply.ts'
import { changesCommand } from './changes.ts'
import { checkCommand } from './check.ts'
import { completionCommand } from './completion.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './import.ts'
import { planCommand } from './plan.ts'
import { resumeCommand } from './resume.ts'
import { runCommand } from './run.ts'
import { runsCommand } from './runs.ts'

/** Every command, in the order in which the help lists them. A new one is its file and a line here. */
export const COMMANDS: readonly CommandModule[] = [
  importCommand,
  resumeCommand,
  planCommand,
  changesCommand,
  applyCommand,
  runsCommand,
  runCommand,
  checkCommand,
  doctorCommand,
  completionCommand,
  demoCommand,
]
