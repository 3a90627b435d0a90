import type { Command } from 'commander'
import { previewExport } from '../../outbound/preview.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { writeNewFile } from '../new-file.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'
import { addWindowOptions, type WindowOptions, windowFrom } from './window-options.ts'

interface Options extends OrganisationOption, WindowOptions {
  readonly output?: string
}

/** `rollbook export preview`. */
export function addExportPreview(parent: Command): void {
  addWindowOptions(addOrganisationOption(parent.command('preview')))
    .description('Write out what would be published now. Nothing is published, and nothing is remembered.')
    .argument('<NAME>', 'the export')
    .option('-o, --output <FILE>', 'a new file instead of the standard output')
    .addHelpText('after', example('rollbook export preview completions', 'shows the file of the day'))
    .action(
      withHub(async (context, name: string, { output: path, ...options }: Options) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const preview = await previewExport(hub, organisationId, name, windowFrom(options))
        if (path === undefined && !output.json) {
          await output.bytes(encoded(preview.text))
          return EXIT.clean
        }
        const text = path === undefined ? (await Array.fromAsync(preview.text)).join('') : undefined
        if (path !== undefined) await writeNewFile(path, encoded(preview.text))
        await output.show(
          { name: preview.name, counts: preview.counts, text },
          () => `Wrote ${preview.name} as ${path}.`,
        )
        return EXIT.clean
      }),
    )
}

async function* encoded(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of text) yield Buffer.from(piece)
}
