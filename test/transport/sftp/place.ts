import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readKeys } from '../../../src/access/accounts/key.ts'
import { hashPassword, passwordVerifier } from '../../../src/access/accounts/password.ts'
import type { SftpAccount, SftpHost, SftpNote } from '../../../src/transport/sftp/host.ts'
import { type HostKey, hostKeys } from '../../../src/transport/sftp/host-keys.ts'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'
import type { SftpLimits } from '../../../src/transport/sftp/limits.ts'
import { startSftpServer } from '../../../src/transport/sftp/server.ts'
import { accountFolder, outboxFolder } from '../../../src/transport/storage/places.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A server on this machine with accounts that a test makes, and what it wrote down. */
export interface SftpPlace extends AsyncDisposable {
  readonly port: number
  readonly folder: string
  readonly dataFolder: string
  readonly hostKeys: readonly HostKey[]
  readonly notes: SftpNote[]
  readonly arrivals: string[]
  readonly failures: unknown[]
  /** Hashes that were computed, whoever they were for. */
  readonly hashed: (string | null)[]
  account(login: string, changes?: Partial<TestAccount>): TestAccount
  /** A file in the outbox of organisation 1. */
  publish(path: string, content: string | Buffer): Promise<void>
  /** What lies below an account's folder. */
  own(account: TestAccount, path: string): Promise<string>
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

export async function sftpPlace(
  limits: Partial<SftpLimits> = {},
  { legacy = false, now }: { readonly legacy?: boolean; readonly now?: () => number } = {},
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
  const host: SftpHost = {
    dataFolder,
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
      const place = join(outboxFolder(dataFolder, 1), path)
      await mkdir(dirname(place), { recursive: true })
      await writeFile(place, content)
    },
    own: ({ organisationId, id }, path) =>
      readFile(join(accountFolder(dataFolder, organisationId, id), path), 'utf8'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
