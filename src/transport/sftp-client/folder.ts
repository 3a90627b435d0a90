import { Readable } from 'node:stream'
import type { Stats } from 'ssh2'
import { refusal } from '../../domain/finding.ts'
import { checkedPath } from '../storage/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { sftpDraft, told } from './draft.ts'
import { NO_SUCH_FILE, openSession, Refused, type SftpSession } from './session.ts'
import { SFTP_CLIENT_LIMITS, type SftpClientLimits, type SftpSettings } from './settings.ts'

/** A folder of another's SFTP server, as far as files are put there and looked for. */
export type SftpFolder = Pick<Storage, 'stat' | 'read' | 'create'> & AsyncDisposable

/** Asked for at a time; servers answer with what they like of it. */
const READ_BYTES = 1 << 18

/**
 * Throws RB-7405 to RB-7407, RB-7409 and RB-7418 when nobody is let in; what it gives throws RB-7408 for what the server
 * refuses, RB-7409 when it is silent, RB-7414 when a file did not arrive whole.
 */
export async function sftpFolder(
  settings: SftpSettings,
  limits: SftpClientLimits = SFTP_CLIENT_LIMITS,
): Promise<SftpFolder> {
  const session = await openSession(settings, limits)
  const { folder } = settings
  const placeOf = (path: string) => {
    const name = checkedPath(path).join('/')
    if (folder === '') return name
    return folder.endsWith('/') ? folder + name : `${folder}/${name}`
  }
  return {
    async stat(path) {
      const found = await statOf(session, placeOf(path))
      if (found === null) return null
      const isFile = !found.isDirectory()
      return {
        name: path.slice(path.lastIndexOf('/') + 1),
        kind: isFile ? 'file' : 'folder',
        size: isFile ? found.size : 0,
        modifiedAt: found.mtime * 1000,
      }
    },
    read: (path, start = 0) =>
      Readable.from(pieces(session, placeOf(path), path, start), { objectMode: false }),
    create: (path) => sftpDraft(session, placeOf(path)),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

function statOf(session: SftpSession, place: string): Promise<Stats | null> {
  return told(place, () =>
    session
      .call<Stats>((sftp, answer) => sftp.stat(place, answer))
      .catch((error: unknown) => {
        if (error instanceof Refused && error.code === NO_SUCH_FILE) return null
        throw error
      }),
  )
}

async function* pieces(
  session: SftpSession,
  place: string,
  path: string,
  start: number,
): AsyncGenerator<Uint8Array> {
  const handle = await told(path, () =>
    session
      .call<Buffer>((sftp, answer) => sftp.open(place, 'r', answer))
      .catch((error: unknown) => {
        if (error instanceof Refused && error.code === NO_SUCH_FILE)
          throw refusal('RB-7201', { value: path }, { cause: error })
        throw error
      }),
  )
  try {
    for (let position = start; ; ) {
      const piece = await told(path, () => readAt(session, handle, position))
      if (piece === null) return
      yield piece
      position += piece.length
    }
  } finally {
    await session.call<void>((sftp, answer) => sftp.close(handle, answer)).catch(() => {})
  }
}

/** Null at the end of the file. */
async function readAt(session: SftpSession, handle: Buffer, position: number): Promise<Buffer | null> {
  const into = Buffer.allocUnsafe(READ_BYTES)
  const count = await session.call<number>((sftp, answer) =>
    sftp.read(handle, into, 0, READ_BYTES, position, answer),
  )
  return count === 0 ? null : into.subarray(0, count)
}
