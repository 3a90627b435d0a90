import { statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { refusal } from '../domain/finding.ts'

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/**
 * Writes a file that is not there yet, for its owner alone: it may hold personal values. Throws RB-5032 when there is
 * something; what was begun and failed is removed.
 */
export async function writeNewFile(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? refusal('RB-5032', { value: path })
      : refusal('RB-5036', { value: path, reason: error.message })
  })
  try {
    for await (const bytes of content) await file.write(bytes)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
