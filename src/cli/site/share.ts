import { type Command, InvalidArgumentError } from 'commander'
import { organisationNamed } from '../../config/organisations.ts'
import { refusal } from '../../domain/finding.ts'
import { shareSite, unshareSite } from '../../outbound/share.ts'
import type { PeopleFilter } from '../../sites/activity.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addSiteOption, type SiteOption, siteIdOf } from '../site-option.ts'
import { withHub } from '../with-hub.ts'

interface Options extends SiteOption {
  readonly people?: PeopleFilter
  readonly end?: boolean
}

/** `rollbook site share`: which of a site's people another organisation may see, for its exports. */
export function addSiteShare(parent: Command): void {
  addSiteOption(parent.command('share'))
    .description('Let another organisation export what some of the people of a site did, and no others.')
    .argument('<ORGANISATION>', 'the organisation that may see them')
    .option('--people <FIELD=VALUE>', 'who they are, such as institution=Riverside', people)
    .option('--end', 'take it back')
    .addHelpText(
      'after',
      example(
        'rollbook site share riverside --people institution=Riverside',
        'shares the people of Riverside',
      ),
    )
    .action(
      withHub(async (context, name: string, { people: filter, end, ...options }: Options) => {
        const { hub, output } = context
        const siteId = await siteIdOf(context, options)
        const { id } = await organisationNamed(hub.store, name)
        if (end) await unshareSite(hub.store, siteId, id)
        else if (filter !== undefined) await shareSite(hub.store, siteId, id, filter)
        else throw refusal('RB-8201', { reason: '--people or --end is needed' })
        await output.show({ organisation: name, people: end ? null : filter }, () =>
          end
            ? `${name} sees nothing of the site any more.`
            : `${name} sees the people with ${filter!.field}=${filter!.equals}, and no others.`,
        )
        return EXIT.clean
      }),
    )
}

function people(text: string): PeopleFilter {
  const [, field, equals] = /^([\w.]+)=(.*\S.*)$/s.exec(text) ?? []
  if (field !== undefined && equals !== undefined) return { field, equals }
  throw new InvalidArgumentError('A field and its value are accepted, such as institution=Riverside.')
}
