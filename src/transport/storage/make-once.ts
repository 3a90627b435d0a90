import { chmod, link, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flush } from './flush.ts'

/**
 * Makes a file for its owner alone, such as a key, unless another process made it meanwhile: whole, and on the disk before
 * anybody is told of it.
 */
export async function makeOnce(path: string, content: string): Promise<void> {
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, content, { mode: 0o600, flush: true })
  await chmod(fresh, 0o600)
  // A link is made whole or not at all, and not over what is there.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  await flush(dirname(path))
}
