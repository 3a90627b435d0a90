import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { refusal } from '../../domain/finding.ts'
import { VALUE_TYPES } from '../value-types.ts'
import { createFolder } from './create-folder.ts'
import { flush, flushTree } from './flush-tree.ts'
import { PgliteSocket } from './socket.ts'
import { PgliteThread } from './thread.ts'

/** Of the PostgreSQL inside PGlite 0.5. A folder of another one cannot be opened. */
export const PGLITE_POSTGRES_MAJOR = '18'

/**
 * What PostgreSQL puts into its folder against a second start. A process that is killed between making and writing it
 * leaves it empty, and PostgreSQL then refuses every start until somebody removes it.
 */
const STARTED_FILE = 'postmaster.pid'

/**
 * Opens PGlite and speaks of it as of a server with room for one connection: the pool is the queue in which
 * transactions wait for each other.
 *
 * @param folder absolute, made when missing, in a data folder whose lock is ours; null for a database in memory
 * Throws RB-6010 and RB-6011 when the folder cannot be opened.
 */
export async function openPglitePool(
  folder: string | null,
): Promise<{ pool: pg.Pool; thread: PgliteThread }> {
  const thread = await openThread(folder)
  const pool = new pg.Pool({
    // Everything named, so that PGHOST, PGUSER and their like have no say.
    host: 'localhost',
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    stream: () => new PgliteSocket(thread),
    types: VALUE_TYPES,
    pipeline: true,
    max: 1,
    idleTimeoutMillis: 0,
  })
  return { pool, thread }
}

async function openThread(folder: string | null): Promise<PgliteThread> {
  if (folder !== null) await refuseOtherMajor(folder)
  try {
    if (folder !== null) {
      if (!existsSync(folder)) await create(folder)
      // Nobody else has started it: the lock of the data folder is ours.
      await rm(join(folder, STARTED_FILE), { force: true })
    }
    return await PgliteThread.open(folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw refusal('RB-6010', { folder: folder ?? 'memory', reason }, { cause: error })
  }
}

/**
 * Made beside its place and moved there when whole and on the disk, so that a first start that was killed, or a power cut,
 * leaves no half database: PGlite waits for the disk with what it changes later, not with what it makes here.
 */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await createFolder(draft)
  await flushTree(draft)
  await rename(draft, folder)
  await flush(dirname(folder))
}

async function refuseOtherMajor(folder: string): Promise<void> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null)
  const value = version?.trim() ?? PGLITE_POSTGRES_MAJOR
  if (value !== PGLITE_POSTGRES_MAJOR) {
    throw refusal('RB-6011', { folder, value, accepted: PGLITE_POSTGRES_MAJOR })
  }
}
