import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readKeys } from '../../../src/access/accounts/key.ts'
import { hashPassword, passwordVerifier } from '../../../src/access/accounts/password.ts'
import type { SftpAccount, SftpHost, SftpNote } from '../../../src/transport/sftp/host.ts'
import { type HostKey, hostKeys } from '../../../src/transport/sftp/host-keys.ts'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'
import type { SftpLimits } from '../../../src/transport/sftp/limits.ts'
import { startSftpServer } from '../../../src/transport/sftp/server.ts'
import { filesInFolder } from '../../../src/transport/storage/files-in-folder.ts'
import type { HubFiles } from '../../../src/transport/storage/hub-files.ts'
import { putWhole } from '../../../src/transport/storage/put-whole.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { filesInStandIn } from '../s3/files-in-stand-in.ts'
import type { S3StandIn } from '../s3/stand-in.ts'

/** A server on this machine with accounts that a test makes, and what it wrote down. */
export interface SftpPlace extends AsyncDisposable {
  readonly port: number
  readonly folder: string
  readonly dataFolder: string
  readonly files: HubFiles
  readonly hostKeys: readonly HostKey[]
  readonly notes: SftpNote[]
  readonly arrivals: string[]
  readonly failures: unknown[]
  /** Hashes that were computed, whoever they were for. */
  readonly hashed: (string | null)[]
  account(login: string, changes?: Partial<TestAccount>): TestAccount
  /** A file in the outbox of organisation 1. */
  publish(path: string, content: string | Buffer): Promise<void>
  /** The content of what an account sent or was answered; below `partial/` what is not whole. */
  own(account: TestAccount, path: string): Promise<string>
  /** The names in a folder of that. */
  ownNames(account: TestAccount, folder: string): Promise<string[]>
}

export interface TestAccount extends SftpAccount {
  /** Path of its private key. */
  readonly keyFile: string
  readonly privateKey: string
}

export const PASSWORD = 'correct horse battery staple'
const PASSWORD_HASH = await hashPassword(PASSWORD)
/** One for all: making them takes longer than most tests. */
const KEYS = ed25519Pair()

interface PlaceOptions {
  readonly legacy?: boolean
  readonly now?: () => number
  /** Its files lie there, instead of in its data folder. */
  readonly bucket?: S3StandIn
}

export async function sftpPlace(
  limits: Partial<SftpLimits> = {},
  { legacy = false, now, bucket }: PlaceOptions = {},
): Promise<SftpPlace> {
  await using stack = new AsyncDisposableStack()
  const { path: folder } = stack.use(await temporaryFolder())
  const dataFolder = join(folder, 'data')
  const keyFile = join(folder, 'key')
  await writeFile(keyFile, KEYS.private, { mode: 0o600 })
  const accounts = new Map<string, TestAccount>()
  const notes: SftpNote[] = []
  const arrivals: string[] = []
  const failures: unknown[] = []
  const hashed: (string | null)[] = []
  const verify = passwordVerifier()
  const files = stack.use(
    bucket === undefined ? filesInFolder(dataFolder) : filesInStandIn(dataFolder, bucket),
  )
  const host: SftpHost = {
    files,
    find: async (login) => accounts.get(login) ?? null,
    passwordMatches(account, password) {
      hashed.push(account?.login ?? null)
      return verify(password, account?.passwordHash ?? null)
    },
    note: (note) => void notes.push(note),
    arrived: (account, path) => void arrivals.push(`${account.login} ${path}`),
    failed: (error) => void failures.push(error),
  }
  const keys = await hostKeys(dataFolder)
  const server = stack.use(
    await startSftpServer(host, {
      address: '127.0.0.1',
      port: 0,
      hostKeys: keys,
      legacy,
      limits: { connectionsPerMinute: 10_000, ...limits },
      ...(now !== undefined && { now }),
    }),
  )
  const owned = stack.move()
  return {
    port: server.port,
    folder,
    dataFolder,
    files,
    hostKeys: keys,
    notes,
    arrivals,
    failures,
    hashed,
    account(login, changes = {}) {
      const account: TestAccount = {
        id: accounts.size + 1,
        organisationId: 1,
        login,
        keys: readKeys(KEYS.public),
        passwordHash: PASSWORD_HASH,
        allowedAddresses: [],
        expiresAt: null,
        disabled: false,
        legacyAlgorithms: false,
        quota: 1e9,
        outboundFolder: '',
        filesInHome: true,
        keyFile,
        privateKey: KEYS.private,
        ...changes,
      }
      accounts.set(login, account)
      return account
    },
    async publish(path, content) {
      await putWhole(files.outbox(1), path, [Buffer.from(content)])
    },
    own(account, path) {
      const { storage, rest } = ownPlace(files, account, path)
      return text(storage.read(rest))
    },
    async ownNames(account, folder) {
      const { storage, rest } = ownPlace(files, account, folder)
      return (await Array.fromAsync(storage.list(rest))).map(({ name }) => name)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function ownPlace(files: HubFiles, { organisationId, id }: TestAccount, path: string) {
  const { own, partial } = files.account(organisationId, id)
  const isPartial = path.startsWith('partial/')
  return { storage: isPartial ? partial : own, rest: isPartial ? path.slice('partial/'.length) : path }
}
