import { type Command, Option } from 'commander'
import { DEFAULT_NAME } from '../../config/first-setup.ts'
import type { Dataset } from '../../domain/activity.ts'
import { addExport } from '../../outbound/define.ts'
import { deliveryPlan } from '../../outbound/delivery/destinations.ts'
import { checkKeys } from '../../outbound/delivery/pgp.ts'
import { DATASETS, LAYOUTS, type Layout } from '../../outbound/exports.ts'
import { siteForExport } from '../../outbound/share.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { addSettingsOptions, type SettingsOptions, settingsFrom } from '../settings-options.ts'
import { withHub } from '../with-hub.ts'

interface Options extends OrganisationOption, SettingsOptions {
  readonly dataset: Dataset
  readonly layout: Layout
  readonly site: string
}

/** `rollbook export add`. */
export function addExportAdd(parent: Command): void {
  const command = parent
    .command('add')
    .description('Add an export, with settings of its own where the defaults do not do.')
    .argument('<NAME>', 'a name of its own')
    .addOption(new Option('--dataset <DATASET>', 'what it publishes').choices(DATASETS).makeOptionMandatory())
    .addOption(new Option('--layout <LAYOUT>', 'how its files look').choices(LAYOUTS).default(LAYOUTS[0]))
    .option(
      '--site <NAME>',
      'the site that it reads, of another organisation as ORGANISATION/NAME',
      DEFAULT_NAME,
    )
  addSettingsOptions(addOrganisationOption(command), '')
    .addHelpText(
      'after',
      example(
        'rollbook export add completions --dataset completion --set timeZone=Europe/Paris',
        'adds an export of completed courses, with days and dates of Paris',
      ),
    )
    .action(
      withHub(
        async (context, name: string, options: Options) => {
          const { hub, output } = context
          const organisationId = await organisationIdOf(context, options)
          const { dataset, layout, site } = options
          const settings = await settingsFrom(options)
          await checkKeys(deliveryPlan({ layout, settings }).destinations)
          const siteId = await siteForExport(hub.store, organisationId, site)
          await hub.store.asOrganisation(organisationId, (tx) =>
            addExport(tx, organisationId, { name, dataset, layout, siteId, settings }),
          )
          await output.show(
            { name, dataset, layout, site, settings },
            () => `Export ${name} is there. \`rollbook export run ${name}\` publishes what is due.`,
          )
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}
