import { Option } from 'commander'
import type { FileKind } from '../../domain/action.ts'
import { FORMATS, formatNamed } from '../../formats/registry.ts'
import { action } from '../action.ts'
import { countingNumber } from '../arguments.ts'
import { type CheckedFile, checkFiles } from '../check/check-files.ts'
import { checkedDocument, checkedText } from '../check/check-report.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { kindOption } from '../file-options.ts'
import { ProgressLine } from '../progress.ts'
import { addSettingsOptions, type SettingsOptions, settingsFrom } from '../settings-options.ts'

interface Options extends SettingsOptions {
  readonly format: string
  readonly kind?: FileKind
  readonly findings: number
}

/** `rollbook check`: whether files are well made, without a site and without a data folder. */
export const checkCommand: CommandModule = (program) => {
  const command = program
    .command('check')
    .description('Read files as an import would and tell what is wrong, without a site and a data folder.')
    .argument('<FILE...>', 'CSV files, as they are or in .zip or .gz')
    .addOption(
      new Option('--format <FORMAT>', 'how to read them')
        .choices(FORMATS.map(({ name }) => name))
        .default(FORMATS[0]!.name),
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
        const format = formatNamed(options.format)
        const settings = format.settings(await settingsFrom(options))
        const checked: CheckedFile[] = []
        {
          using progress = new ProgressLine()
          const onProgress = (file: string, done: number, records: number) => {
            interruption.check()
            progress.show({ file, done, records })
          }
          const asked = { format, settings, kind: options.kind, most: options.findings, onProgress }
          for (const path of paths) {
            for await (const file of checkFiles(path, asked)) checked.push(file)
          }
        }
        await output.show({ files: checked.map((file) => checkedDocument(file, format.name)) }, () =>
          checked.map((file) => checkedText(file, format.name)).join('\n'),
        )
        return checked.every(({ refusal, refused }) => refusal === null && refused === 0)
          ? EXIT.clean
          : EXIT.findings
      }),
    )
}
