/**
 * The SFTP server of Rollbook in a process of its own, with a login for one key: `node bench/sftp-child.ts JOB`. Writes
 * an `SftpServing` as a line of JSON and serves until its standard input ends.
 */
import { once } from 'node:events'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { addAccount } from '../src/access/accounts/account.ts'
import { readKeys } from '../src/access/accounts/key.ts'
import { openHub } from '../src/cli/open-hub.ts'
import { serveSftp } from '../src/cli/sftp/serve.ts'
import { ensureDefaults } from '../src/config/first-setup.ts'
import { outboxFolder } from '../src/transport/storage/places.ts'

export interface SftpJob {
  readonly dataFolder: string
  readonly publicKey: string
  /** Goes into the outbox. */
  readonly file: string
}

export interface SftpServing {
  readonly port: number
  readonly login: string
}

const LOGIN = 'bench'
/** Of a terabyte: nothing is refused here. */
const QUOTA = 1e12

const { dataFolder, publicKey, file } = JSON.parse(process.argv[2]!) as SftpJob
await using hub = await openHub({ dataFolder })
const { organisationId } = await ensureDefaults(hub.store)
await addAccount(
  hub.store,
  organisationId,
  {
    login: LOGIN,
    keys: readKeys(publicKey),
    passwordHash: null,
    allowedAddresses: [],
    expiresAt: null,
    legacyAlgorithms: false,
    quota: QUOTA,
    outboundFolder: '',
    filesInHome: true,
  },
  hub.now(),
)
const outbox = outboxFolder(dataFolder, organisationId)
await mkdir(outbox, { recursive: true })
await rename(file, join(outbox, 'big.bin'))
await using serving = await serveSftp(hub, { address: '127.0.0.1', port: 0 }, (error) => console.error(error))
process.stdout.write(`${JSON.stringify({ port: serving.port, login: LOGIN } satisfies SftpServing)}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
