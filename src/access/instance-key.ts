import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal } from '../domain/finding.ts'
import { flush } from '../store/flush.ts'

/** Bytes of the key: as many as the hash that it keys. */
const KEY_BYTES = 32

/**
 * The secret of this installation, as 64 hex digits. It keys the hashes of passwords and of remembered records, and is
 * kept apart from the database: whoever has a dump alone can try no password against it.
 *
 * From `ROLLBOOK_KEY`, which several machines on one database must share, or from `rollbook.key` in the data folder,
 * made at first use, readable by its owner alone. Throws RB-8101 for a key of another shape.
 */
export async function instanceKey(dataFolder: string, fromEnvironment: string | undefined): Promise<string> {
  if (fromEnvironment !== undefined) return checked(fromEnvironment, 'ROLLBOOK_KEY')
  const path = join(dataFolder, 'rollbook.key')
  const existing = await read(path)
  if (existing !== null) return checked(existing, path)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, randomBytes(KEY_BYTES).toString('hex') + '\n', { mode: 0o600, flush: true })
  await chmod(fresh, 0o600)
  // A link is made whole or not at all, and not over a key that another process made meanwhile.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  // Should the power go now, nothing may be sealed with a key that is not there afterwards.
  await flush(dataFolder)
  return checked((await read(path)) ?? '', path)
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function checked(text: string, place: string): string {
  const key = text.trim().toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(key)) throw refusal('RB-8101', { field: place })
  return key
}
