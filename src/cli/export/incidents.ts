import type { Command } from 'commander'
import { type Incident, incidents } from '../../outbound/watch/incidents.ts'
import { example } from '../command.ts'
import { table } from '../table.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'
import {
  addOrganisationsOption,
  endOf,
  type OrganisationsOption,
  ofOrganisations,
} from './all-organisations.ts'

interface Options extends OrganisationsOption {
  readonly open?: boolean
}

/** `rollbook export incidents`. */
export function addExportIncidents(parent: Command): void {
  addOrganisationsOption(parent.command('incidents'))
    .description('List the files that were missing when they were warned of, or not there by the deadline.')
    .option('--open', 'only those that are still missing')
    .addHelpText('after', example('rollbook export incidents --open', 'lists the files that are missing'))
    .action(
      withHub(async (context, { open, ...options }: Options) => {
        const { output } = context
        const found = await ofOrganisations(context, options, (own, id) => incidents(own, id, open))
        const { told, named, failed } = found
        await output.show({ incidents: told, failed }, () =>
          named.length === 0 ? `No file ${open ? 'is' : 'was'} missing.` : incidentTable(named),
        )
        return endOf(context, found, false)
      }),
    )
}

function incidentTable(all: readonly Incident[]): string {
  return table(
    [
      { title: 'export' },
      { title: 'date' },
      { title: 'warned' },
      { title: 'incident' },
      { title: 'published' },
    ],
    all.map(({ export: name, date, warnedAt, incidentAt, publishedAt }) => [
      name,
      date,
      warnedAt.map(instantText).join(', '),
      incidentAt === null ? '' : instantText(incidentAt),
      publishedAt === null ? 'missing' : instantText(publishedAt),
    ]),
  )
}
