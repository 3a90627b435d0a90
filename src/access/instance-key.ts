import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal } from '../domain/finding.ts'
import { makeFolder } from '../transport/storage/make-folder.ts'
import { makeOnce } from '../transport/storage/make-once.ts'

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
  await makeFolder(dataFolder)
  await makeOnce(path, randomBytes(KEY_BYTES).toString('hex') + '\n')
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
