import { type Command, InvalidArgumentError } from 'commander'
import { refusal } from '../../domain/finding.ts'
import { findIssued, issuedBytes, reissueFiles, type Wanted } from '../../outbound/reissue.ts'
import { countingNumber } from '../arguments.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { writeNewFile } from '../new-file.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'

interface Options extends OrganisationOption {
  readonly date?: string
  readonly number?: number
  readonly from?: string
  readonly to?: string
  readonly output?: string
}

/** `rollbook export reissue`. */
export function addExportReissue(parent: Command): void {
  addOrganisationOption(parent.command('reissue'))
    .description(
      'Put files that were published into the outbox again, byte for byte, or write them elsewhere.',
    )
    .argument('<NAME>', 'the export')
    .option('--date <DATE>', 'the file of this date, YYYY-MM-DD', day)
    .option('--number <NUMBER>', 'the file of this number, also one that was replaced', countingNumber)
    .option('--from <DATE>', 'all files from this date on', day)
    .option('--to <DATE>', 'up to this date, included', day)
    .option('-o, --output <FILE>', 'a new file instead of the outbox, with the headings once')
    .addHelpText(
      'after',
      example(
        'rollbook export reissue completions --from 2026-03-01 --to 2026-03-31 -o march.csv',
        'writes the files of a month as one',
      ),
    )
    .action(
      withHub(async (context, name: string, options: Options) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const { of, files } = await findIssued(hub, organisationId, name, wantedOf(name, options))
        if (options.output !== undefined) {
          await writeNewFile(options.output, issuedBytes(hub, organisationId, files))
          await output.show(
            { files: files.map((file) => file.name), output: options.output },
            () => `Wrote ${files.map((file) => file.name).join(', ')} to ${options.output}.`,
          )
          return EXIT.clean
        }
        const put = await reissueFiles(hub, of, files)
        if (put.length === 0)
          throw refusal('RB-7116', { value: name, wanted: 'a name that is still its own' })
        await output.show({ files: put.map((file) => file.name) }, () =>
          put.map((file) => `Put ${file.name} into the outbox again.\n`).join(''),
        )
        return EXIT.clean
      }),
    )
}

function wantedOf(name: string, { date, number, from, to }: Options): Wanted {
  if (number !== undefined) return { sequence: number }
  if (date !== undefined) return { date }
  if (from !== undefined && to !== undefined) return { from, to }
  throw refusal('RB-7116', {
    value: name,
    wanted: 'nothing: name it by --date, --number, or --from and --to',
  })
}

function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  throw new InvalidArgumentError('A date such as 2026-03-31 is accepted.')
}
