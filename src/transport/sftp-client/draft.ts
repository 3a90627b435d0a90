import { hash } from 'node:crypto'
import { refusal } from '../../domain/finding.ts'
import type { StoredDraft } from '../storage/storage.ts'
import { NO_SUCH_FILE, NotOffered, Refused, type SftpSession } from './session.ts'

/** Writes that wait for their answer at the same time: over a long line one alone would wait most of the time. */
const WRITES_UNDER_WAY = 32

/**
 * A file on its way to a server, in its folder under a name that begins with a dot (outbound rule O-40). The name is the
 * same at each attempt, so that the next one clears away what an attempt left that broke off.
 */
export async function sftpDraft(session: SftpSession, place: string): Promise<StoredDraft> {
  const draft = draftOf(place)
  await session
    .call<void>((sftp, answer) => sftp.unlink(draft, answer))
    .catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error
    })
  let handle: Buffer | null = await told(draft, () =>
    // Not over one that is there: another who still writes to it writes to nothing that is seen.
    session.call<Buffer>((sftp, answer) => sftp.open(draft, 'wx', answer)),
  )
  const underWay = new Set<Promise<void>>()
  let size = 0
  let failure: unknown = null

  const close = async () => {
    const open = handle
    handle = null
    if (open !== null) await session.call<void>((sftp, answer) => sftp.close(open, answer))
  }

  return {
    async write(bytes, position) {
      if (failure !== null) throw failure
      size = Math.max(size, position + bytes.length)
      const open = handle!
      const write = told(draft, () =>
        session.call<void>((sftp, answer) =>
          sftp.write(open, Buffer.from(bytes), 0, bytes.length, position, answer),
        ),
      ).catch((error: unknown) => {
        failure ??= error
      })
      underWay.add(write)
      void write.finally(() => underWay.delete(write))
      if (underWay.size >= WRITES_UNDER_WAY) await Promise.race(underWay)
    },
    commit: () =>
      told(place, async () => {
        await Promise.all(underWay)
        if (failure !== null) throw failure
        await session
          .call<void>((sftp, answer) => sftp.ext_openssh_fsync(handle!, answer))
          .catch(unlessNotOffered)
        await close()
        await refuseOtherSize(session, draft, place, size)
        await rename(session, draft, place)
      }),
    async discard() {
      await Promise.all(underWay)
      await close().catch(() => {})
      await session.call<void>((sftp, answer) => sftp.unlink(draft, answer))
    },
  }
}

/** What the server refuses becomes a finding about the path. */
export async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NotOffered)) throw error
    throw refusal('RB-7408', { path, reason: error.message }, { cause: error })
  }
}

function draftOf(place: string): string {
  const at = place.lastIndexOf('/') + 1
  return `${place.slice(0, at)}.${place.slice(at)}.${hash('sha256', place).slice(0, 16)}.rollbook`
}

/** Where the disk is full some servers keep that to themselves. */
async function refuseOtherSize(
  session: SftpSession,
  draft: string,
  place: string,
  size: number,
): Promise<void> {
  const found = await session
    .call<{ size: number }>((sftp, answer) => sftp.stat(draft, answer))
    .catch((error: unknown) => {
      // A login that may only write is told nothing.
      if (error instanceof Refused && error.code !== NO_SUCH_FILE) return null
      throw error
    })
  if (found !== null && found.size !== size) {
    throw refusal('RB-7414', { path: place, value: found.size, accepted: String(size) })
  }
}

/** Over one that is there, in one step where the server can. */
async function rename(session: SftpSession, from: string, to: string): Promise<void> {
  const atOnce = await session
    .call<void>((sftp, answer) => sftp.ext_openssh_rename(from, to, answer))
    .then(() => true)
    .catch(unlessNotOffered)
  if (atOnce) return
  const plain = () => session.call<void>((sftp, answer) => sftp.rename(from, to, answer))
  await plain().catch(async (error: unknown) => {
    if (!(error instanceof Refused)) throw error
    // The oldest form of the protocol renames over nothing.
    await session.call<void>((sftp, answer) => sftp.unlink(to, answer)).catch(() => Promise.reject(error))
    await plain()
  })
}

function unlessNotOffered(error: unknown): void {
  if (!(error instanceof NotOffered)) throw error
}
