import type { Command } from 'commander'
import { finding } from '../../domain/finding.ts'
import type { RunRequest } from '../../outbound/job.ts'
import { type ExportResult, runExports } from '../../outbound/run-export.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'
import { publishedText } from './published-text.ts'
import { addWindowOptions, type WindowOptions, windowFrom } from './window-options.ts'

interface Options extends OrganisationOption, WindowOptions {
  readonly force?: boolean
  readonly history?: boolean
}

/** `rollbook export run`. */
export function addExportRun(parent: Command): void {
  addWindowOptions(addOrganisationOption(parent.command('run')))
    .description('Publish the files that are due: of today and of the days that were missed, oldest first.')
    .argument('[NAME...]', 'the exports; otherwise all of the organisation')
    .option('--force', 'build the file of the day anew, though it is published')
    .option('--history', 'publish instead, once, all that was before the export went live')
    .addHelpText('after', example('rollbook export run completions', 'publishes what is due of one export'))
    .action(
      withHub(async (context, names: string[], { force, history, ...options }: Options) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const window = windowFrom(options)
        const request: RunRequest = {
          ...(force && { force }),
          ...(history && { history }),
          ...(window && { window }),
        }
        const results = await runExports(hub, organisationId, names, request)
        await output.show({ exports: results }, () => results.map(resultText).join(''))
        for (const note of results.flatMap(notesOf)) output.note(note)
        return results.some(({ finding: why }) => why !== null) ? EXIT.findings : EXIT.clean
      }),
    )
}

/** What became of an export, a line for each file. */
export function resultText({ export: name, files, finding: why }: ExportResult): string {
  const lines = files.map(publishedText)
  if (lines.length === 0 && why === null) lines.push('nothing is due')
  return lines.map((line) => `${name}: ${line}\n`).join('')
}

function notesOf({ export: name, files, finding: why, warnings }: ExportResult): string[] {
  const notes = files.flatMap(({ what, name: file, counts }) => [
    ...(what === 'found' ? [finding('RB-7118', { value: file })] : []),
    ...(counts.held > 0 ? [finding('RB-7121', { value: file, rows: counts.held })] : []),
  ])
  return [...notes, ...warnings, ...(why === null ? [] : [why])].map(
    ({ code, message }) => `${name}: ${code} ${message}`,
  )
}
