import { Option } from 'commander'
import type { FileKind } from '../../domain/action.ts'
import { FORMATS, formatNamed } from '../../formats/registry.ts'
import { action } from '../action.ts'
import { countingNumber } from '../arguments.ts'
import { arrivalDocument, arrivalText } from '../check/arrival-report.ts'
import { openArrivals } from '../check/arrivals.ts'
import { checkFiles, refusedFile } from '../check/check-files.ts'
import { checkedDocument, checkedText } from '../check/check-report.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { kindOption } from '../file-options.ts'
import { ProgressLine } from '../progress.ts'
import { addSettingsOptions, type SettingsOptions, settingsFrom } from '../settings-options.ts'

interface Options extends SettingsOptions {
  readonly format?: string
  readonly kind?: FileKind
  readonly findings: number
}

/** What there is to tell of one arrival, or of what could not be opened. */
interface Told {
  readonly files: readonly object[]
  readonly arrival?: object
  readonly text: string
  readonly isClean: boolean
}

/** `rollbook check`: what files are and whether they are well made, without a site and without a data folder. */
export const checkCommand: CommandModule = (program) => {
  const command = program
    .command('check')
    .description(
      'Tell what files are, how their first records are understood, and what is wrong with them, without a site and a ' +
        'data folder.',
    )
    .argument('<FILE...>', 'files of any format, as they are or in .zip or .gz')
    .addOption(
      new Option('--format <FORMAT>', 'how to read them; otherwise as they look').choices(
        FORMATS.map(({ name }) => name),
      ),
    )
    .addOption(kindOption())
    .option('--findings <NUMBER>', 'how many refused records to show of each file', countingNumber, 20)
  addSettingsOptions(command)
    .addHelpText(
      'after',
      example('rollbook check --set separator=detect user.csv', 'checks a file of unknown separator'),
    )
    .action(
      action(async ({ output, interruption }, paths: string[], options: Options) => {
        const settings = await settingsFrom(options)
        const format = options.format === undefined ? null : formatNamed(options.format)
        const told: Told[] = []
        {
          using progress = new ProgressLine()
          const onProgress = (file: string, done: number, records: number) => {
            interruption.check()
            progress.show({ file, done, records })
          }
          for (const arrival of await openArrivals(paths, { format, settings, kind: options.kind })) {
            if ('refusal' in arrival) {
              const file = refusedFile(arrival.name, arrival.refusal)
              told.push({
                files: [checkedDocument(file, null)],
                text: checkedText(file, null),
                isClean: false,
              })
              continue
            }
            const checked = await checkFiles(arrival, { settings, most: options.findings, onProgress })
            told.push({
              files: checked.files.map((file) => checkedDocument(file, arrival.format.name)),
              arrival: arrivalDocument(arrival, checked),
              text: arrivalText(arrival, checked),
              isClean:
                checked.files.every(({ refusal, refused }) => refusal === null && refused === 0) &&
                checked.conformance?.isTaken !== false,
            })
          }
        }
        const files = told.flatMap((one) => one.files)
        const arrivals = told.flatMap(({ arrival }) => arrival ?? [])
        await output.show({ files, arrivals }, () => told.map(({ text }) => text).join('\n'))
        return told.every(({ isClean }) => isClean) ? EXIT.clean : EXIT.findings
      }),
    )
}
