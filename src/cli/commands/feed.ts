import { type Command, Option } from 'commander'
import {
  addFeed,
  changeFeedSettings,
  type FeedSettings,
  listFeeds,
  readFeed,
} from '../../config/feed-settings.ts'
import { DEFAULT_NAME } from '../../config/first-setup.ts'
import { FORMATS } from '../../formats/registry.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { printable } from '../printable.ts'
import {
  addSettingsChange,
  addSettingsOptions,
  type SettingsChange,
  type SettingsOptions,
  settingsFrom,
} from '../settings-options.ts'
import { markedSettings, settingsText } from '../settings-text.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook feed`: the feeds and their settings. */
export const feedCommand: CommandModule = (program) => {
  const feed = program
    .command('feed')
    .description('List, add and change feeds: how files of a sender are read.')
    .addHelpText('after', example('rollbook feed list', 'lists the feeds'))
  addList(feed)
  addAdd(feed)
  addSettings(feed)
}

function addList(feed: Command): void {
  feed
    .command('list')
    .description('List the feeds.')
    .addHelpText('after', example('rollbook feed list', 'lists the feeds with format and site'))
    .action(
      withHub(async ({ hub, organisationId, output }) => {
        const feeds = await hub.store.asOrganisation(organisationId, (tx) => listFeeds(tx, organisationId))
        await output.show({ feeds }, () =>
          table(
            [{ title: 'feed' }, { title: 'format' }, { title: 'site' }],
            feeds.map(({ name, format, site }) => [name, format, site]),
          ),
        )
        return EXIT.clean
      }),
    )
}

function addAdd(feed: Command): void {
  const formats = FORMATS.map(({ name }) => name)
  const command = feed
    .command('add')
    .description('Add a feed, with settings of its own where the defaults of its format do not do.')
    .argument('<NAME>', 'a name of its own')
    .addOption(
      new Option('--format <FORMAT>', 'the format of its files').choices(formats).default(formats[0]),
    )
    .option('--site <NAME>', 'the site that it fills', DEFAULT_NAME)
  addSettingsOptions(command, '')
    .addHelpText(
      'after',
      example(
        'rollbook feed add hr --format snapshot-csv --set missingUsers=suspend',
        'adds a feed called hr',
      ),
    )
    .action(
      withHub(
        async ({ hub, organisationId, output }, name: string, options: AddOptions) => {
          const { format, site } = options
          const settings = await settingsFrom(options)
          const made = await hub.store.asOrganisation(organisationId, async (tx) => {
            await addFeed(tx, organisationId, name, { format, site, settings })
            return readFeed(tx, organisationId, name)
          })
          await output.show(
            made,
            () =>
              `Feed ${name} is there: ${format} into site ${site}. \`rollbook feed settings ${name}\` shows its settings.`,
          )
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}

interface AddOptions extends SettingsOptions {
  readonly format: string
  readonly site: string
}

interface ChangeOptions extends SettingsChange {
  readonly site?: string
}

function addSettings(feed: Command): void {
  const command = feed
    .command('settings')
    .description('Show the settings of a feed, or change some. Those that were set are marked with *.')
    .argument('[NAME]', 'the feed, when it is not the default one')
  addSettingsChange(command, 'feed', 'separator=detect fieldMapping.user.username=login')
    .option('--site <NAME>', 'the site that it fills from now on')
    .addHelpText(
      'after',
      example('rollbook feed settings hr createOrUpdate=true', 'changes a setting of the feed hr'),
    )
    .action(
      withHub(
        async (
          { hub, organisationId, output },
          first: string | undefined,
          rest: string[],
          options: ChangeOptions,
        ) => {
          // Without a name the first setting stands in its place.
          const isName = first !== undefined && !first.includes('=')
          const name = isName ? first : DEFAULT_NAME
          const set = first === undefined || isName ? rest : [first, ...rest]
          const patch = await settingsFrom({ settings: options.file, set })
          const settings = await hub.store.asOrganisation(organisationId, async (tx) => {
            const { reset, site } = options
            if (reset.length > 0 || site !== undefined || Object.keys(patch).length > 0) {
              await changeFeedSettings(tx, organisationId, name, { patch, reset, site })
            }
            return readFeed(tx, organisationId, name)
          })
          await output.show(settings, () => feedText(settings))
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}

function feedText({ name, format, site, own, settings }: FeedSettings): string {
  return `Feed ${name}: ${format} into site ${printable(site)}\n${settingsText(markedSettings(settings, own))}`
}
