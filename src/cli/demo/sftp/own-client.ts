import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileEntry } from 'ssh2'
import { RollbookError } from '../../../domain/finding.ts'
import { pinnedKey } from '../../../transport/sftp-client/pinned-key.ts'
import { openSession, Refused, type SftpSession } from '../../../transport/sftp-client/session.ts'
import { SFTP_CLIENT_LIMITS } from '../../../transport/sftp-client/settings.ts'
import type { SftpProgram } from './program.ts'
import { COLLECTED, KEY_FILE, type KnownServer, LOOPBACK, type Receiver } from './receiver.ts'

const OUTBOX = 'outbox'

/** Rollbook's own client, for machines without OpenSSH. */
export const ownClient: SftpProgram = {
  name: "Rollbook's own client",
  async collect(receiver, server) {
    await using session = await signIn(receiver, server, receiver.login)
    const entries = await session.call<FileEntry[]>((sftp, answer) => sftp.readdir(OUTBOX, answer))
    for (const { filename } of entries) {
      const bytes = await bytesOf(session, `${OUTBOX}/${filename}`)
      await writeFile(join(receiver.folder, COLLECTED, filename), bytes)
    }
  },
  async tryToGet(receiver, server, login, path) {
    try {
      await using session = await signIn(receiver, server, login)
      await bytesOf(session, path)
      return null
    } catch (error) {
      if (error instanceof Refused || error instanceof RollbookError) return error.message
      throw error
    }
  },
}

async function signIn(
  { folder }: Receiver,
  { port, hostKeys }: KnownServer,
  login: string,
): Promise<SftpSession> {
  const secret = await readFile(join(folder, KEY_FILE), 'utf8')
  const hostKey = pinnedKey(hostKeys[0]!.publicKey)!
  const settings = { host: LOOPBACK, port, user: login, hostKey, secret, folder: '' }
  return openSession(settings, SFTP_CLIENT_LIMITS)
}

function bytesOf(session: SftpSession, path: string): Promise<Buffer> {
  return session.call<Buffer>((sftp, answer) => sftp.readFile(path, answer))
}
