import type { Command } from 'commander'
import { summaries } from '../../outbound/summary.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook export list`. */
export function addExportList(parent: Command): void {
  addOrganisationOption(parent.command('list'))
    .description('List the exports of an organisation, with the file that each published last.')
    .addHelpText('after', example('rollbook export list', 'lists the exports'))
    .action(
      withHub(async (context, options: OrganisationOption) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const exports = await summaries(hub, organisationId)
        await output.show({ exports }, () =>
          exports.length === 0
            ? 'There are no exports. `rollbook export add NAME --dataset DATASET` makes one.'
            : table(
                [
                  { title: 'export' },
                  { title: 'dataset' },
                  { title: 'last file' },
                  { title: 'rows', align: 'right' },
                  { title: 'last run' },
                ],
                exports.map(({ name, dataset, lastFile, lastRun }) => [
                  name,
                  dataset,
                  lastFile?.name ?? '',
                  lastFile?.rows ?? null,
                  lastRun?.state ?? '',
                ]),
              ),
        )
        return EXIT.clean
      }),
    )
}
