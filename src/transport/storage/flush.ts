import { open } from 'node:fs/promises'

/** Waits until a file, or the list of what a folder has, is on the disk. */
export async function flush(path: string): Promise<void> {
  await using opened = await open(path)
  await opened.sync()
}
