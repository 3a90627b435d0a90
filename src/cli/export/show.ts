import type { Command } from 'commander'
import { exportNamed, siteOf } from '../../outbound/exports.ts'
import { summaries } from '../../outbound/summary.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { factsText } from '../facts-text.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook export show`. */
export function addExportShow(parent: Command): void {
  addOrganisationOption(parent.command('show'))
    .description('Show an export: what it reads, what was set, and how its last run ended.')
    .argument('<NAME>', 'the export')
    .addHelpText('after', example('rollbook export show completions', 'shows the export completions'))
    .action(
      withHub(async (context, name: string, options: OrganisationOption) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const of = await hub.store.asOrganisation(organisationId, (tx) =>
          exportNamed(tx, organisationId, name),
        )
        const site = await siteOf(hub.store, organisationId, of.siteId)
        const summary = (await summaries(hub, organisationId)).find((one) => one.name === name)!
        const { dataset, layout, settings } = of
        const { lastRun, lastFile } = summary
        const shown = {
          name,
          dataset,
          layout,
          site: site.name,
          people: site.share,
          settings,
          lastRun,
          lastFile,
        }
        await output.show(shown, () =>
          factsText([
            ['export', name],
            ['dataset', dataset],
            ['layout', layout],
            ['site', site.name],
            ['people', site.share === null ? '' : `${site.share.field}=${site.share.equals}`],
            ['set', Object.keys(settings).length === 0 ? '' : settings],
            [
              'last file',
              lastFile === null
                ? ''
                : `${lastFile.name} (${lastFile.rows} rows, number ${lastFile.sequence})`,
            ],
            ['last run', lastRun === null ? '' : `${lastRun.clock} ${lastRun.state}`],
            ['why', lastRun?.finding?.message],
          ]),
        )
        return EXIT.clean
      }),
    )
}
