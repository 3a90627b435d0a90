import type { Command } from 'commander'
import { listSites } from '../../config/moodle-sites.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook site list`. */
export function addSiteList(site: Command): void {
  site
    .command('list')
    .description('List the sites.')
    .addHelpText('after', example('rollbook site list', 'lists the sites with their kind and address'))
    .action(
      withHub(async ({ hub, organisationId, output }) => {
        const sites = await hub.store.asOrganisation(organisationId, (tx) => listSites(tx, organisationId))
        await output.show({ sites }, () =>
          table(
            [{ title: 'site' }, { title: 'kind' }, { title: 'address' }, { title: 'database' }],
            sites.map(({ name, kind, url, database }) => [name, kind, url, database]),
          ),
        )
        return EXIT.clean
      }),
    )
}
