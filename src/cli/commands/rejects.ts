import { join } from 'node:path'
import { refusal } from '../../domain/finding.ts'
import { filesWithRejects, type RejectFile, rejects } from '../../inbound/rejects.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { isFolder, writeNewFile } from '../new-file.ts'
import { withHub } from '../with-hub.ts'

interface Options {
  readonly file?: string
  readonly output?: string
  readonly encoding: string
}

/** `rollbook rejects`: the refused records of a run in the sender's own layout. */
export const rejectsCommand: CommandModule = (program) => {
  program
    .command('rejects')
    .description(
      'Give the refused records of a run back as they were sent, with line, code and message beside them. ' +
        'Mend the file and import it: only its rows are done.',
    )
    .argument('<RUN>', 'number of the run or plan', countingNumber)
    .option('--file <NAME>', 'only those of this file; its name, or its number within the run')
    .option(
      '-o, --output <PATH>',
      'write to a new file, or to a folder that is there, instead of the standard output',
    )
    .option('--encoding <NAME>', 'encoding of the file, such as windows-1252', 'utf-8')
    .addHelpText(
      'after',
      example('rollbook rejects 7 --file user.csv -o mend.csv', 'writes the refused users of run 7'),
    )
    .action(
      withHub(async ({ hub, organisationId, output, interruption }, runId: number, options: Options) => {
        const files = (await filesWithRejects(hub, organisationId, runId)).filter(
          ({ name, fileNo }) =>
            options.file === undefined || options.file === name || options.file === `${fileNo}`,
        )
        const bytesOf = ({ fileNo }: RejectFile) =>
          rejects(hub, organisationId, runId, fileNo, options.encoding)
        if (options.output === undefined && !output.json) {
          refuseSeveral(runId, files)
          for (const file of files) await output.bytes(bytesOf(file))
          if (files.length === 0) output.note(`Run ${runId} has no rejected records here.`)
          return EXIT.clean
        }
        const written: object[] = []
        for (const [file, path] of targets(runId, files, options.output)) {
          interruption.check()
          if (path !== null) await writeNewFile(path, bytesOf(file))
          written.push({ ...file, path })
        }
        await output.show({ run: runId, files: written }, () =>
          files.length === 0 ? `Run ${runId} has no rejected records here.` : summary(written as Written[]),
        )
        return EXIT.clean
      }),
    )
}

interface Written extends RejectFile {
  readonly path: string
}

function summary(written: readonly Written[]): string {
  return written.map(({ name, rejected, path }) => `${path}: ${rejected} of ${name}\n`).join('')
}

/** Where each file goes; null with `--json` and no `-o`, which only lists them. */
function targets(
  runId: number,
  files: readonly RejectFile[],
  path: string | undefined,
): [RejectFile, string | null][] {
  if (path === undefined) return files.map((file) => [file, null])
  if (!isFolder(path)) {
    refuseSeveral(runId, files)
    return files.map((file) => [file, path])
  }
  // The number keeps two files of one name apart; of a name from outside only plain characters are taken.
  return files.map((file) => {
    const name = file.name.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '')
    return [file, join(path, `rejects-${runId}-${file.fileNo}-${name}`)]
  })
}

function refuseSeveral(runId: number, files: readonly RejectFile[]): void {
  if (files.length > 1) throw refusal('RB-5031', { value: runId, accepted: files.map(({ name }) => name) })
}
