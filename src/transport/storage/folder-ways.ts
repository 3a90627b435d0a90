import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { flush } from './flush.ts'
import { makeFolder } from './make-folder.ts'
import { checkedPath } from './paths.ts'

/**
 * Ways to the files below a root. Every name on the way is looked at, and none of them may be a link: what an
 * organisation's folder holds is all that can be reached through it.
 */
export interface FolderWays {
  /**
   * What is there, of '' the root; null when nothing is, or no way leads to it. Throws RB-7203 for a link or another odd
   * thing.
   */
  look(path: string): Promise<Stats | null>
  /** Opens a plain file, or a new one. Throws RB-7201 when it is not there, RB-7203 when it is no plain file. */
  open(path: string, flags: number): Promise<FileHandle>
  /** Where it lies on the disk, when the way to it is safe. Folders on the way are made if asked for. */
  place(path: string, options?: { readonly makeFolders: boolean }): Promise<string>
  /** The same for a folder, '' being the root. */
  placeOfFolder(folder: string): Promise<string>
  /** Makes a rename or removal in a folder survive a failing machine. */
  flushFolder(path: string): Promise<void>
}

/** Permissions of what is made, as far as the process may give them. */
export interface Modes {
  readonly file: number
  readonly folder: number
}

export function folderWays(root: string, modes: Modes): FolderWays {
  const ways: FolderWays = {
    look: (path) =>
      told(path, async () => {
        const found = await lookAt(await ways.placeOfFolder(path))
        if (found !== null && !found.isFile() && !found.isDirectory())
          throw refusal('RB-7203', { value: path })
        return found
      }),
    open: (path, flags) =>
      told(path, async () => {
        const place = await ways.place(path, { makeFolders: (flags & constants.O_CREAT) !== 0 })
        // O_NONBLOCK: opening a pipe must not wait for its other end.
        const handle = await open(place, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, modes.file)
        if ((await handle.stat()).isFile()) return handle
        await handle.close()
        throw refusal('RB-7203', { value: path })
      }),
    place: (path, options) =>
      told(path, async () => {
        const parts = checkedPath(path)
        if (options?.makeFolders) await makeFolder(root, modes.folder)
        let folder = root
        for (const part of parts.slice(0, -1)) {
          folder = join(folder, part)
          if (options?.makeFolders) await makeOne(folder, modes.folder)
          const found = await lookAt(folder)
          if (found !== null && !found.isDirectory()) throw refusal('RB-7203', { value: path })
        }
        return join(root, ...parts)
      }),
    placeOfFolder: async (folder) => (folder === '' ? root : ways.place(folder)),
    flushFolder: (path) => told(path, async () => flush(dirname(await ways.place(path)))),
  }
  return ways
}

/** Runs `work`; what the operating system refuses becomes a finding about the path. */
export async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RollbookError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refusal('RB-7201', { value: path }, { cause: error })
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') {
      throw refusal('RB-7203', { value: path }, { cause: error })
    }
    throw refusal('RB-7204', { value: path, reason: code ?? message }, { cause: error })
  }
}

async function lookAt(place: string): Promise<Stats | null> {
  return lstat(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
}

/** Not what is on the way to it: that was looked at, and may have become a link meanwhile. */
async function makeOne(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode })
    await flush(dirname(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
