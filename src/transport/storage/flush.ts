import { open, stat } from 'node:fs/promises'

/**
 * What systems say that cannot flush a folder, or let this process read its names: network mounts are among them.
 * PostgreSQL passes over the same.
 */
const CANNOT = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR'])

/** Waits until a file, or the list of what a folder has, is on the disk; the latter where that can be had. */
export async function flush(path: string): Promise<void> {
  try {
    await using opened = await open(path)
    await opened.sync()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!CANNOT.has(code) || !(await stat(path)).isDirectory()) throw error
  }
}
