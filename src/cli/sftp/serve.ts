import { hash } from 'node:crypto'
import { findAccount, listAllAccounts } from '../../access/accounts/account.ts'
import { sftpAudit } from '../../access/accounts/audit.ts'
import { passwordVerifier } from '../../access/accounts/password.ts'
import type { Hub } from '../../inbound/hub.ts'
import type { SftpHost } from '../../transport/sftp/host.ts'
import { type HostKey, hostKeys } from '../../transport/sftp/host-keys.ts'
import { type SftpServerOptions, startSftpServer } from '../../transport/sftp/server.ts'
import { answering } from './answering.ts'

export interface Serving extends AsyncDisposable {
  readonly port: number
  readonly hostKeys: readonly HostKey[]
  /** Until what has arrived is answered, and what happened is on record. */
  settle(): Promise<void>
}

export type ServeOptions = Pick<SftpServerOptions, 'address' | 'port' | 'limits'>

/** Puts the SFTP server together with the hub: accounts from the store, the record into it, answers by `check`. */
export async function serveSftp(
  hub: Hub,
  options: ServeOptions,
  failed: (error: unknown) => void,
): Promise<Serving> {
  const { store, dataFolder, files, now } = hub
  const audit = sftpAudit(store, failed)
  const answers = answering(files, failed)
  const verify = passwordVerifier()
  const host: SftpHost = {
    files,
    find: (login) => findAccount(store, login),
    passwordMatches: (account, password) => verify(password, account?.passwordHash ?? null),
    note: (note) => audit.note(note),
    arrived: (account, path) => answers.arrived(account, path),
    failed,
  }
  const keys = await hostKeys(dataFolder)
  const accounts = await store.asHouse(listAllAccounts)
  const legacy = accounts.some(({ legacyAlgorithms }) => legacyAlgorithms)
  const server = await startSftpServer(host, { ...options, hostKeys: keys, legacy, now })
  answers.catchUp(accounts)
  const settle = async () => {
    await answers.idle()
    await audit.flush()
  }
  return {
    port: server.port,
    hostKeys: keys,
    settle,
    async [Symbol.asyncDispose]() {
      await server.close()
      await answers.end()
      await audit.flush()
    },
  }
}

/** As `ssh-keygen -l` shows it, and clients when they meet the server for the first time. */
export function fingerprintOf({ publicKey }: HostKey): string {
  const bytes = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  return `SHA256:${hash('sha256', bytes, 'base64').replace(/=+$/, '')}`
}
