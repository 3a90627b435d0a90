import { link, open, readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { isRunning } from './process-identity.ts'

/** How often the holder of a lock gives a sign of life by touching its file. */
export const HEARTBEAT_MS = 5_000
/** A holder on another machine that has been silent for this long is gone: several heartbeats, and clocks differ. */
export const FOREIGN_SILENCE_MS = 30_000

const lockRecord = z.object({
  /** One of a kind: tells this lock from any other that lay at the same place. */
  nonce: z.string(),
  pid: z.number(),
  host: z.string(),
  pidNamespace: z.string(),
  started: z.string().nullable(),
  since: z.string(),
  /** Where the holder serves, as `http://host:port`; null while it does not. */
  address: z.string().nullable(),
})

/** Who holds a data folder. */
export type LockRecord = z.infer<typeof lockRecord>

/** Files of locks are put in place whole, so one that cannot be read was damaged by a loss of power: nobody's. */
const DAMAGED: LockRecord = {
  nonce: 'damaged',
  pid: 0,
  host: '',
  pidNamespace: '',
  started: null,
  since: '',
  address: null,
}

/** Null when there is no such file. */
export async function readRecord(path: string): Promise<LockRecord | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
  try {
    return lockRecord.parse(JSON.parse(text))
  } catch {
    return DAMAGED
  }
}

/** Writes and waits for the disk. */
export async function writeRecord(path: string, record: LockRecord): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(record))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Puts a written record in place, whole and only if nothing is there. False when something is. */
export async function putInPlace(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Is the process behind the record alive? Another machine's is judged by its last sign of life. */
export async function isAlive(path: string, record: LockRecord): Promise<boolean> {
  if (record.nonce === DAMAGED.nonce) return false
  const running = isRunning(record)
  if (running !== null) return running
  const touched = await stat(path).catch(() => null)
  return touched !== null && Date.now() - touched.mtimeMs < FOREIGN_SILENCE_MS
}

export function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code
}
