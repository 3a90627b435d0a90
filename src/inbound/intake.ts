import { randomUUID } from 'node:crypto'
import { constants, copyFile, lstat, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { flush } from '../transport/storage/flush.ts'
import { makeFolder } from '../transport/storage/make-folder.ts'
import type { Hub } from './hub.ts'

/**
 * Working folders of a feed: what was collected at one time lies in one, under the intake's name, until a run has it.
 * The run's row bears the same name, so that after a crash it is known which files a run has and which none has yet.
 */
export interface Intakes {
  /** Names of those that there are, the oldest first. */
  list(): Promise<string[]>
  /** Paths of the files in one. */
  files(intake: string): Promise<string[]>
  /** Moves files into a new one and gives its name. Files that are gone meanwhile are passed over. */
  collect(paths: readonly string[]): Promise<string>
  /** Ends one that is empty; one that is not stays. */
  close(intake: string): Promise<void>
}

export function intakesOf(hub: Hub, organisationId: number, feedId: number): Intakes {
  const root = join(hub.dataFolder, 'intake', String(organisationId), String(feedId))
  return {
    list: () => namesIn(root),
    files: async (intake) => (await namesIn(join(root, intake))).map((name) => join(root, intake, name)),
    async collect(paths) {
      // Time first, so that the names are in the order in which the files came.
      const intake = `${new Date().toISOString().replace(/[^\dTZ]/g, '')}-${randomUUID()}`
      await makeFolder(join(root, intake))
      for (const path of paths) await takeOver(path, join(root, intake, basename(path)))
      return intake
    },
    close: (intake) => rmdir(join(root, intake)).catch(unless('ENOTEMPTY', 'ENOENT')),
  }
}

/** Moves a file, also to another file system: there it is copied under another name first. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    const coming = join(dirname(to), `.${basename(to)}.part`)
    await rm(coming, { force: true })
    await copyFile(from, coming, constants.COPYFILE_EXCL)
    await flush(coming)
    await rename(coming, to)
    // The other file system may forget its file before this one has ours.
    await flush(dirname(to))
    await rm(from)
  }
}

/** Looks once more when the file is ours: before, another thing may have been put in its place. */
async function takeOver(from: string, to: string): Promise<void> {
  await moveFile(from, to).catch(unless('ENOENT'))
  const taken = await lstat(to).catch(() => null)
  if (taken !== null && !taken.isFile()) await rm(to, { recursive: true })
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(unless('ENOENT'))
  // Half of a move between file systems: its file still lies where it came from.
  return (names ?? []).filter((name) => !name.startsWith('.')).sort()
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error
  }
}
