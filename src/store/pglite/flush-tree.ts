import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** More gain nothing, and a new database has a thousand files. */
const AT_ONCE = 16

/** Waits until a folder with all that is in it is on the disk. */
export async function flushTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))]
  const flushNext = async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await flush(path)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, flushNext))
}

/**
 * Waits until a file, or the list of what a folder has, is on the disk. Where that cannot be had there is no database:
 * the other `flush`, of files that may lie on a share, passes over folders that cannot be flushed.
 */
export async function flush(path: string): Promise<void> {
  await using opened = await open(path)
  await opened.sync()
}
