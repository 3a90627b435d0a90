import type { Command } from 'commander'
import { flat, laidOver, type Nested, without } from '../../config/nested.ts'
import { unknownSetting } from '../../formats/settings.ts'
import { allSettings, changeExport } from '../../outbound/define.ts'
import { deliveryPlan } from '../../outbound/delivery/destinations.ts'
import { checkKeys } from '../../outbound/delivery/pgp.ts'
import { exportNamed } from '../../outbound/exports.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { addSettingsChange, type SettingsChange, settingsFrom } from '../settings-options.ts'
import { markedSettings, settingsText } from '../settings-text.ts'
import { withHub } from '../with-hub.ts'

type Options = OrganisationOption & SettingsChange

/** `rollbook export settings`. */
export function addExportSettings(parent: Command): void {
  const command = addOrganisationOption(parent.command('settings'))
    .description('Show the settings of an export, or change some. Those that were set are marked with *.')
    .argument('<NAME>', 'the export')
  addSettingsChange(command, 'export', 'dateFormat=dd/MM/yyyy columns.username=Login')
    .addHelpText(
      'after',
      example('rollbook export settings completions bom=true', 'begins its files with a byte order mark'),
    )
    .action(
      withHub(async (context, name: string, assignments: string[], { file, reset, ...options }: Options) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const patch = await settingsFrom({ settings: file, set: assignments })
        await checkPatch(patch)
        const { of, own } = await hub.store.asOrganisation(organisationId, async (tx) => {
          const found = await exportNamed(tx, organisationId, name)
          const known = flat(allSettings(found.layout, found.settings)).map(([path]) => path)
          for (const path of reset) {
            const isKnown = known.some((one) => one === path || one.startsWith(`${path}.`))
            if (!isKnown) throw unknownSetting([path], known)
          }
          const changed = laidOver(reset.reduce(without, found.settings as Nested), patch)
          await changeExport(tx, organisationId, name, changed)
          return { of: found, own: changed }
        })
        const settings = allSettings(of.layout, own)
        await output.show({ name, settings, own }, () => settingsText(markedSettings(settings, own)))
        return EXIT.clean
      }),
    )
}

/** Before the transaction, which waits for nothing but the database. Lists are replaced whole, so the change is enough. */
async function checkPatch({ deliverTo }: Nested): Promise<void> {
  if (deliverTo === undefined) return
  await checkKeys(deliveryPlan({ layout: 'contract', settings: { deliverTo } }).destinations)
}
