import type { Command } from 'commander'
import { collectedFiles } from '../../outbound/collected.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { table } from '../table.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook export collected`. */
export function addExportCollected(parent: Command): void {
  addOrganisationOption(parent.command('collected'))
    .description('Show which files of an export were fetched whole over SFTP, when and by which account.')
    .argument('<NAME>', 'the export')
    .addHelpText('after', example('rollbook export collected completions', 'shows what was fetched'))
    .action(
      withHub(async (context, name: string, options: OrganisationOption) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const files = await collectedFiles(hub, organisationId, name)
        await output.show({ files }, () =>
          files.length === 0
            ? `The export ${name} published nothing yet.`
            : table(
                [
                  { title: 'number', align: 'right' },
                  { title: 'file' },
                  { title: 'published' },
                  { title: 'fetched' },
                  { title: 'by' },
                  { title: 'times', align: 'right' },
                ],
                files.map((file) => [
                  file.sequence,
                  file.name,
                  instantText(file.publishedAt),
                  file.collectedAt === null ? '' : instantText(file.collectedAt),
                  file.login,
                  file.times,
                ]),
              ),
        )
        return EXIT.clean
      }),
    )
}
