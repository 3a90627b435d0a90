import { constants } from 'node:fs'
import { lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { isAbandoned } from './abandoned.ts'
import { type FolderWays, folderWays, type Modes, told } from './folder-ways.ts'
import { byCodePoint } from './paths.ts'
import type { Storage, StoredDraft, StoredEntry } from './storage.ts'
import { type StoredFile, storedFile } from './stored-file.ts'
import { isTemporary, isTemporaryOf, temporaryName } from './temporary-name.ts'

/** Storage in a folder of this machine, whose files can be worked on in place as well. */
export interface FolderStorage extends Storage {
  /** `fresh`: a new file in place of one that is there; otherwise what is there stays, and is made when it is not. */
  openToWrite(path: string, options: { readonly fresh: boolean }): Promise<StoredFile>
}

/** Bytes read at a time. */
const READ_BYTES = 1 << 18
/** Entries of a folder looked at together. */
const LOOKED_AT_TOGETHER = 64

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_WRONLY } = constants

/** For their owner alone. */
const OWN: Modes = { file: 0o600, folder: 0o700 }
/** Their group may read them. */
export const FOR_THE_GROUP: Modes = { file: 0o640, folder: 0o750 }

/**
 * A folder as Storage. It is made with the first file; files are for their owner alone, unless other modes are given. Drafts lie in the folder of
 * their file under a name that begins with a dot (outbound rule O-40), and are in no list; those that a process left
 * behind are cleared away a day later.
 */
export function folderStorage(root: string, modes: Modes = OWN): FolderStorage {
  const ways = folderWays(root, modes)
  const swept = new Set<string>()
  return {
    list: (folder) => list(ways, folder),
    async stat(path) {
      const found = await ways.look(path)
      return found === null ? null : entryOf(path.slice(path.lastIndexOf('/') + 1), found)
    },
    read: (path, start = 0) => Readable.from(pieces(ways, path, start), { objectMode: false }),
    async create(path) {
      const folder = parentOf(path)
      if (!swept.has(folder)) await sweep(ways, folder, isOld)
      swept.add(folder)
      return create(ways, path, modes)
    },
    async rename(from, to) {
      await told(from, async () =>
        rename(await ways.place(from), await ways.place(to, { makeFolders: true })),
      )
      await ways.flushFolder(to)
      if (parentOf(from) !== parentOf(to)) await ways.flushFolder(from)
    },
    async remove(path) {
      await told(path, async () => rm(await ways.place(path)))
      await ways.flushFolder(path)
    },
    openToRead: async (path) => storedFile(await ways.open(path, O_RDONLY)),
    async openToWrite(path, { fresh }) {
      // Not emptied but made anew: who still writes to the old one writes to nothing that is seen.
      if (fresh) await told(path, async () => rm(await ways.place(path), { force: true }))
      return storedFile(await ways.open(path, O_RDWR | O_CREAT | (fresh ? O_EXCL : 0)))
    },
    dropDrafts: (path) =>
      told(path, async () => {
        const name = basename(await ways.place(path))
        await sweep(ways, parentOf(path), (draft) => isTemporaryOf(name, draft))
      }),
  }
}

async function* list(ways: FolderWays, folder: string): AsyncGenerator<StoredEntry> {
  const found = await ways.look(folder)
  if (found === null || !found.isDirectory()) return
  const names = await told(folder, async () => readdir(await ways.placeOfFolder(folder)))
  const shown = names.filter((name) => !isTemporary(name)).sort(byCodePoint)
  for (let at = 0; at < shown.length; at += LOOKED_AT_TOGETHER) {
    const slice = shown.slice(at, at + LOOKED_AT_TOGETHER)
    yield* (await Promise.all(slice.map((name) => entryAt(ways, folder, name)))).flatMap(
      (entry) => entry ?? [],
    )
  }
}

/** Null for what is gone meanwhile, for links, and for names that no path may have. */
async function entryAt(ways: FolderWays, folder: string, name: string): Promise<StoredEntry | null> {
  const found = await ways.look(folder === '' ? name : `${folder}/${name}`).catch(() => null)
  return found === null ? null : entryOf(name, found)
}

function entryOf(name: string, found: { isFile(): boolean; size: number; mtimeMs: number }): StoredEntry {
  const isFile = found.isFile()
  return {
    name,
    kind: isFile ? 'file' : 'folder',
    size: isFile ? found.size : 0,
    modifiedAt: Math.floor(found.mtimeMs),
  }
}

async function* pieces(ways: FolderWays, path: string, start: number): AsyncGenerator<Buffer> {
  await using handle = await ways.open(path, O_RDONLY)
  for (let position = start; ; ) {
    const { bytesRead, buffer } = await told(path, () =>
      handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, position),
    )
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}

async function create(ways: FolderWays, path: string, modes: Modes): Promise<StoredDraft> {
  const place = await ways.place(path, { makeFolders: true })
  const draft = join(dirname(place), temporaryName(basename(place)))
  const handle = await told(path, () => open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, modes.file))
  const file = storedFile(handle)
  return {
    write: (bytes, position) => told(path, () => file.write(bytes, position)),
    commit: () =>
      told(path, async () => {
        await file.flush()
        await file.close()
        await rename(draft, place)
        await ways.flushFolder(path)
      }),
    discard: () =>
      told(path, async () => {
        await file.close()
        await rm(draft, { force: true })
      }),
  }
}

type IsLeftOver = (name: string, found: { readonly mtimeMs: number }) => boolean

const isOld: IsLeftOver = (_, { mtimeMs }) => isAbandoned(mtimeMs)

async function sweep(ways: FolderWays, folder: string, isLeftOver: IsLeftOver): Promise<void> {
  const place = await ways.placeOfFolder(folder)
  for (const name of await readdir(place).catch(() => [])) {
    const found = isTemporary(name) ? await lstat(join(place, name)).catch(() => null) : null
    if (found?.isFile() && isLeftOver(name, found)) await rm(join(place, name), { force: true })
  }
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/')
  return at === -1 ? '' : path.slice(0, at)
}
