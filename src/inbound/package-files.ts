import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { isPlainName } from '../formats/feed-settings.ts'

/** Names that are kept of a folder, the first ones. */
const MOST = 20

/**
 * The names in a folder that fit a pattern, in which one `*` stands for any characters, in their order: of dated names
 * the oldest comes first. No folder holds none.
 */
export async function packagesLike(folder: string, pattern: string): Promise<string[]> {
  let names: string[] = []
  for await (const { name } of entriesOf(folder)) {
    if (fits(name, pattern)) names = [...names, name].sort().slice(0, MOST)
  }
  return names
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
  }
}

function fits(name: string, pattern: string): boolean {
  if (!isPlainName(name)) return false
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return name === pattern
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
}
