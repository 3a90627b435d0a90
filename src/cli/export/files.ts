import type { Command } from 'commander'
import { type Delivery, deliveriesOf } from '../../outbound/delivery/deliveries.ts'
import { type ExportFile, exportFiles } from '../../outbound/export-files.ts'
import { exportNamed } from '../../outbound/exports.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** Of the hash, for people. */
const SHOWN_HASH = 12

/** `rollbook export files`. */
export function addExportFiles(parent: Command): void {
  addOrganisationOption(parent.command('files'))
    .description(
      'List the files that an export published, the newest last, with number, rows, hash and deliveries.',
    )
    .argument('<NAME>', 'the export')
    .addHelpText('after', example('rollbook export files completions', 'lists the files of completions'))
    .action(
      withHub(async (context, name: string, options: OrganisationOption) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const files = await hub.store.asOrganisation(organisationId, async (tx) => {
          const { id: exportId } = await exportNamed(tx, organisationId, name)
          const of = { organisationId, exportId }
          const deliveries = Map.groupBy(await deliveriesOf(tx, of), ({ fileId }) => fileId)
          const published = await exportFiles(tx, of, ['published', 'replaced', 'found', 'skipped'])
          return published.map((file) => ({ ...file, deliveries: deliveries.get(file.id) ?? [] }))
        })
        await output.show({ files: files.map(document) }, () =>
          files.length === 0 ? `The export ${name} published nothing yet.` : fileTable(files),
        )
        return EXIT.clean
      }),
    )
}

interface ListedFile extends ExportFile {
  readonly deliveries: readonly Delivery[]
}

function fileTable(files: readonly ListedFile[]): string {
  const isDelivered = files.some(({ deliveries }) => deliveries.length > 0)
  return table(
    [
      { title: 'number', align: 'right' },
      { title: 'file' },
      { title: 'state' },
      { title: 'rows', align: 'right' },
      { title: 'late', align: 'right' },
      { title: 'corrected', align: 'right' },
      { title: 'held', align: 'right' },
      { title: 'SHA-256' },
      ...(isDelivered ? [{ title: 'deliveries' }] : []),
    ],
    files.map(({ sequence, name, state, removedAt, counts, sha256, deliveries }) => [
      sequence,
      name,
      removedAt === null ? state : 'removed',
      counts.rows,
      counts.late,
      counts.corrected,
      counts.held,
      sha256?.slice(0, SHOWN_HASH) ?? '',
      deliveries.map(deliveryText).join(', '),
    ]),
  )
}

function deliveryText({ destination, state, incidentAt }: Delivery): string {
  return `${destination} ${state}${incidentAt === null ? '' : ' late'}`
}

function document({ id: _, runId: __, replaces: ___, manifest, window, deliveries, ...file }: ListedFile) {
  return {
    ...file,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    deliveries: deliveries.map(({ fileId: ____, ...delivery }) => delivery),
    manifest: manifest === null ? null : (JSON.parse(manifest) as object),
  }
}
