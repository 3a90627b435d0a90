import { type CommandModule, example } from '../command.ts'
import { addExportAdd } from '../export/add.ts'
import { addExportCollected } from '../export/collected.ts'
import { addExportDeliver } from '../export/deliver.ts'
import { addExportDue } from '../export/due.ts'
import { addExportFiles } from '../export/files.ts'
import { addExportIncidents } from '../export/incidents.ts'
import { addExportList } from '../export/list.ts'
import { addExportPreview } from '../export/preview.ts'
import { addExportReissue } from '../export/reissue.ts'
import { addExportRun } from '../export/run.ts'
import { addExportSecret } from '../export/secret.ts'
import { addExportSettings } from '../export/settings.ts'
import { addExportShow } from '../export/show.ts'

/** `rollbook export`: what goes out, to whom, and what became of it. */
export const exportCommand: CommandModule = (program) => {
  const command = program
    .command('export')
    .description('Publish what learners did as dated files, and show what was published.')
    .addHelpText('after', example('rollbook export run', 'publishes the files that are due'))
  addExportAdd(command)
  addExportList(command)
  addExportShow(command)
  addExportSettings(command)
  addExportRun(command)
  addExportDue(command)
  addExportIncidents(command)
  addExportPreview(command)
  addExportFiles(command)
  addExportReissue(command)
  addExportSecret(command)
  addExportDeliver(command)
  addExportCollected(command)
}
