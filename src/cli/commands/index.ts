import type { CommandModule } from '../command.ts'
import { accountCommand } from './account.ts'
import { applyCommand } from './apply.ts'
import { changesCommand } from './changes.ts'
import { checkCommand } from './check.ts'
import { completionCommand } from './completion.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { feedCommand } from './feed.ts'
import { historyCommand } from './history.ts'
import { importCommand } from './import.ts'
import { logCommand } from './log.ts'
import { mailsCommand } from './mails.ts'
import { organisationCommand } from './organisation.ts'
import { planCommand } from './plan.ts'
import { rejectsCommand } from './rejects.ts'
import { releaseCommands } from './release.ts'
import { resumeCommand } from './resume.ts'
import { runCommand } from './run.ts'
import { runsCommand } from './runs.ts'
import { sftpCommand } from './sftp.ts'
import { showCommand } from './show.ts'
import { siteCommand } from './site.ts'
import { waitingCommand } from './waiting.ts'

/** Every command, in the groups and the order in which the help lists them. A new one is its file and a line here. */
export const COMMANDS: Readonly<Record<string, readonly CommandModule[]>> = {
  'Files come in:': [
    checkCommand,
    planCommand,
    changesCommand,
    applyCommand,
    importCommand,
    releaseCommands,
    resumeCommand,
  ],
  'What became of them:': [
    runsCommand,
    runCommand,
    logCommand,
    rejectsCommand,
    waitingCommand,
    mailsCommand,
    showCommand,
    historyCommand,
  ],
  'Files go out:': [exportCommand, accountCommand, sftpCommand],
  'What there is:': [siteCommand, feedCommand, organisationCommand],
  'This installation:': [doctorCommand, completionCommand, demoCommand],
}
