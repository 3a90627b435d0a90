import { InvalidArgumentError } from 'commander'
import { RollbookError } from '../../domain/finding.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { everywhere } from '../sftp/everywhere.ts'
import { fingerprintOf, serveSftp } from '../sftp/serve.ts'
import { withHub } from '../with-hub.ts'

const PORT = 2222

interface Options {
  readonly host?: string
  readonly port: number
}

/** `rollbook sftp`: the server to which accounts sign in. */
export const sftpCommand: CommandModule = (program) => {
  const sftp = program
    .command('sftp')
    .description('Serve the SFTP accounts.')
    .addHelpText('after', example('rollbook sftp serve', 'serves them on port 2222'))
  sftp
    .command('serve')
    .description('Let accounts collect their files and send theirs over SFTP, until a signal comes.')
    .option('--host <ADDRESS>', 'the address of this machine to listen on; otherwise all of them')
    .option('--port <PORT>', 'the port; 0 is any that is free', portNumber, PORT)
    .addHelpText(
      'after',
      example('rollbook sftp serve --port 22', 'serves them on the port that clients look for'),
    )
    .action(
      withHub(
        async ({ hub, output, interruption }, { host, port }: Options) => {
          const failed = (error: unknown) => output.note(failureText(error))
          const serve = (address: string) => serveSftp(hub, { address, port }, failed)
          const listening =
            host === undefined
              ? await everywhere(serve)
              : { address: host, serving: await serve(host), note: null }
          await using serving = listening.serving
          const { address, note } = listening
          if (note !== null) output.note(`${note.code} ${note.message}`)
          const keys = serving.hostKeys.map((key) => ({
            type: key.publicKey.split(' ')[0]!,
            fingerprint: fingerprintOf(key),
          }))
          await output.show({ address, port: serving.port, hostKeys: keys }, () =>
            [
              `SFTP on ${address} port ${serving.port}. Clients see one of these keys:`,
              ...keys.map(({ type, fingerprint }) => `  ${type} ${fingerprint}`),
            ].join('\n'),
          )
          await interruption.came()
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}

function failureText(error: unknown): string {
  if (error instanceof RollbookError) return `${error.finding.code} ${error.finding.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port
  throw new InvalidArgumentError('A port from 0 to 65535 is accepted.')
}
