import { flat, type Nested } from '../../config/nested.ts'
import { applySiteFile, changeSiteFacts, readSite, type SiteSettings } from '../../config/site-settings.ts'
import { DEFAULT_SITE_FACTS } from '../../domain/site-facts.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { factsText } from '../facts-text.ts'
import { settingsFrom } from '../settings-options.ts'
import { settingsText } from '../settings-text.ts'
import { addSiteAdd } from '../site/add.ts'
import { addSiteCheck } from '../site/check.ts'
import { addSiteList } from '../site/list.ts'
import { addSiteShare } from '../site/share.ts'
import { addSiteOption, type SiteOption, siteIdOf } from '../site-option.ts'
import { withHub } from '../with-hub.ts'

interface Options extends SiteOption {
  readonly file?: string
}

/** `rollbook site`: what sites there are and what they are like, and whether a server can be worked with. */
export const siteCommand: CommandModule = (program) => {
  const site = program
    .command('site')
    .description('List, add and check sites, and show and change what a site is like.')
    .addHelpText('after', example('rollbook site settings', 'shows all settings of the site'))
  addSiteList(site)
  addSiteAdd(site)
  addSiteCheck(site)
  addSiteShare(site)
  addSiteOption(site.command('settings'))
    .description(
      'Show the settings of a site, or change some. Those that differ from the default are marked with *.',
    )
    .argument(
      '[NAME=VALUE...]',
      'settings to change, such as timezone=Europe/London courseDefaults.numsections=10',
    )
    .option('--file <FILE>', 'a JSON file with site, profileFields and roles, or some of them')
    .addHelpText(
      'after',
      example('rollbook site settings --file samples/site.json', 'sets up the sample site'),
    )
    .action(
      withHub(
        async (context, assignments: string[], { file, ...options }: Options) => {
          const { hub, organisationId, output } = context
          const siteId = await siteIdOf(context, options)
          const json = file === undefined ? undefined : await settingsFrom({ settings: file, set: [] })
          const patch = await settingsFrom({ set: assignments })
          const settings = await hub.store.asOrganisation(organisationId, async (tx) => {
            if (json !== undefined) await applySiteFile(tx, siteId, json)
            if (assignments.length > 0) await changeSiteFacts(tx, siteId, patch)
            return readSite(tx, siteId)
          })
          await output.show(settings, () => siteText(settings))
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}

function siteText({ site, profileFields, roles }: SiteSettings): string {
  const defaults = new Map(flat(DEFAULT_SITE_FACTS as unknown as Nested))
  const facts = flat(site as unknown as Nested)
  const differs = (name: string, value: unknown) =>
    JSON.stringify(defaults.get(name)) !== JSON.stringify(value)
  return [
    settingsText(facts.map(([name, value]) => ({ name, value, marked: differs(name, value) }))),
    profileFields.length === 0 ? '' : '\nprofile fields\n',
    factsText(
      profileFields.map(({ shortname, name, type, options, default: value }) => [
        shortname,
        [type, `"${name}"`, options.join(' | '), value === '' ? '' : `default ${value}`]
          .filter(Boolean)
          .join(', '),
      ]),
      '  ',
    ),
    '\nroles\n',
    factsText(
      roles.map(({ shortname, contexts }) => [shortname, contexts.join(', ')]),
      '  ',
    ),
  ].join('')
}
