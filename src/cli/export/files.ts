import type { Command } from 'commander'
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
    .description('List the files that an export published, the newest last, with number, rows and hash.')
    .argument('<NAME>', 'the export')
    .addHelpText('after', example('rollbook export files completions', 'lists the files of completions'))
    .action(
      withHub(async (context, name: string, options: OrganisationOption) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const files = await hub.store.asOrganisation(organisationId, async (tx) => {
          const { id: exportId } = await exportNamed(tx, organisationId, name)
          return exportFiles(tx, { organisationId, exportId }, ['published', 'replaced', 'found', 'skipped'])
        })
        await output.show({ files: files.map(document) }, () =>
          files.length === 0 ? `The export ${name} published nothing yet.` : fileTable(files),
        )
        return EXIT.clean
      }),
    )
}

function fileTable(files: readonly ExportFile[]): string {
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
    ],
    files.map(({ sequence, name, state, removedAt, counts, sha256 }) => [
      sequence,
      name,
      removedAt === null ? state : 'removed',
      counts.rows,
      counts.late,
      counts.corrected,
      counts.held,
      sha256?.slice(0, SHOWN_HASH) ?? '',
    ]),
  )
}

function document({ id: _, runId: __, replaces: ___, manifest, window, ...file }: ExportFile) {
  return {
    ...file,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    manifest: manifest === null ? null : (JSON.parse(manifest) as object),
  }
}
