import { refusal } from '../../../domain/finding.ts'
import type { StoredFile } from '../../storage/stored-file.ts'
import type { SftpAccount } from '../host.ts'
import type { SftpLimits } from '../limits.ts'
import { datedName } from './names.ts'
import { sizeText } from './size-text.ts'
import type { AccountSpace } from './space.ts'

const COPIED_AT_ONCE = 1 << 20

/**
 * A file on its way in. It lies in `partial` until its client has closed it: only then is it there for the hub. One
 * that is broken off stays there, so that its client can go on where it ended.
 */
export interface Upload {
  readonly startedAt: number
  /** Bytes. */
  size(): number
  /** Throws RB-7331 and RB-7332 for what is too much, RB-7335 when another upload of the name has begun. */
  write(bytes: Uint8Array, position: number): Promise<void>
  read(into: Uint8Array, position: number): Promise<number>
  /** Puts the file in its place; one that was there goes to the archive. */
  finish(): Promise<void>
  breakOff(): Promise<void>
  /** Another one begins: this one is at its end. One that was finished is let into its place before. */
  supersede(): Promise<void>
}

export interface UploadPlan {
  readonly account: SftpAccount
  readonly space: AccountSpace
  readonly limits: SftpLimits
  /** Below the account's folder, such as `inbox/users.csv`. */
  readonly path: string
  /** From nothing, whatever was there. */
  readonly fresh: boolean
}

/** Begins an upload, or goes on with one that was broken off. Uploads of the same name that are under way are given up. */
export async function beginUpload({ account, space, limits, path, fresh }: UploadPlan): Promise<Upload> {
  const { partial, uploads } = space
  await uploads.get(path)?.supersede()
  const begun = await partial.stat(path)
  if (fresh && begun !== null) space.held -= begun.size
  const file = await partial.openToWrite(path, { fresh })
  if (!fresh && begun === null) await copyOf(space, path, file)
  let size = await file.size()
  if (!fresh && begun === null) space.held += size
  let isOver = false
  let finished: Promise<void> | null = null
  const refuseWhenOver = () => {
    if (isOver) throw refusal('RB-7335', { value: `/${path}` })
  }
  const leave = () => {
    if (uploads.get(path) === upload) uploads.delete(path)
  }
  const end = async (): Promise<void> => {
    isOver = true
    leave()
    await file.close()
  }
  const putInPlace = async (): Promise<void> => {
    try {
      await file.flush()
    } finally {
      await file.close()
    }
    await archive(space, path)
    await space.takeIn(path)
  }
  const upload: Upload = {
    startedAt: Date.now(),
    size: () => size,
    async write(bytes, position) {
      refuseWhenOver()
      const last = position + bytes.length
      if (last > limits.fileSize) {
        throw refusal('RB-7332', { value: `/${path}`, accepted: sizeText(limits.fileSize) })
      }
      const more = Math.max(0, last - size)
      if (space.held + more > account.quota) {
        throw refusal('RB-7331', { value: `/${path}`, accepted: sizeText(account.quota) })
      }
      // Counted before it is written: several writes may be under way.
      space.held += more
      size = Math.max(size, last)
      await file.write(bytes, position)
    },
    async read(into, position) {
      refuseWhenOver()
      return file.read(into, position)
    },
    async finish() {
      refuseWhenOver()
      isOver = true
      finished = putInPlace()
      await finished.finally(leave)
    },
    async breakOff() {
      if (!isOver) await end()
    },
    async supersede() {
      if (finished === null) await end()
      else await finished.catch(() => {})
    },
  }
  uploads.set(path, upload)
  return upload
}

/** Moves what has arrived under a name out of the way of the next of that name: both are there. */
export async function archive({ own }: AccountSpace, path: string): Promise<void> {
  const there = await own.stat(path)
  if (there === null) return
  const nameAt = (time: number) => `archive/${datedName(there.name, time)}`
  let time = there.modifiedAt
  // In a bucket, times are whole seconds.
  while ((await own.stat(nameAt(time))) !== null) time++
  await own.rename(path, nameAt(time))
}

/** A file that arrived is never written to: who appends to it appends to a copy, which then arrives in its turn. */
async function copyOf({ own }: AccountSpace, path: string, into: StoredFile): Promise<void> {
  if ((await own.stat(path)) === null) return
  const from = await own.openToRead(path)
  try {
    const buffer = Buffer.allocUnsafe(COPIED_AT_ONCE)
    for (let position = 0; ; ) {
      const read = await from.read(buffer, position)
      if (read === 0) return
      await into.write(buffer.subarray(0, read), position)
      position += read
    }
  } finally {
    await from.close()
  }
}
