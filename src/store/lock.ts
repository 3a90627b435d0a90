import { randomUUID } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { rename, rm, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RollbookError, refusal } from '../domain/finding.ts'
import {
  FOREIGN_SILENCE_MS,
  HEARTBEAT_MS,
  isAlive,
  type LockRecord,
  putInPlace,
  readRecord,
  writeRecord,
} from './lock-record.ts'
import { thisProcess } from './process-identity.ts'

const LOCK_FILE = 'rollbook.lock'
/** While another process takes over a dead one's lock, which is two calls to the file system. */
const TAKEOVER_POLL_MS = 50
const TAKEOVER_POLLS = 100

/** A data folder that is ours until `release`, or until the process ends. */
export interface FolderLock {
  release(): Promise<void>
}

interface Held {
  readonly path: string
  record: LockRecord
}

/** By folder. What this process holds, to be given back when it ends. */
const held = new Map<string, Held>()

/**
 * Takes the lock of a data folder: PGlite itself would let two processes ruin each other's files.
 *
 * A lock whose process is dead is taken over. So that of several processes that see this only one does it, each
 * first claims the dead lock by a file that bears the lock's nonce and can be made once only. The one that made
 * it puts its own lock in place of the dead one, then clears the claim away. Should it die in between, its claim
 * is claimed in the same way. A process that is late and makes a claim anew finds another lock in place and starts
 * again.
 *
 * @param onLost is called once, should another machine have taken the lock over in spite of our heartbeat
 * Throws RB-6020 when another process holds the folder, RB-6021 when no lock can be made there.
 */
export async function acquireLock(
  folder: string,
  onLost: (error: RollbookError) => void,
): Promise<FolderLock> {
  const path = join(resolve(folder), LOCK_FILE)
  const record: LockRecord = {
    ...thisProcess(),
    nonce: randomUUID(),
    since: new Date().toISOString(),
    address: null,
  }
  const draft = `${path}.${record.nonce}`
  try {
    await writeRecord(draft, record)
    await take(folder, path, draft)
  } catch (error) {
    if (error instanceof RollbookError) throw error
    throw refusal('RB-6021', { folder, reason: (error as Error).message }, { cause: error })
  } finally {
    await rm(draft, { force: true })
  }
  return hold(folder, { path, record }, onLost)
}

/** Who holds the folder at present, or null. A dead process holds nothing. */
export async function readLock(folder: string): Promise<LockRecord | null> {
  const path = join(resolve(folder), LOCK_FILE)
  const record = await readRecord(path)
  return record !== null && (await isAlive(path, record)) ? record : null
}

/** Writes into our lock where we serve, so that another process can turn to us. The folder must be locked by us. */
export async function publishAddress(folder: string, address: string): Promise<void> {
  const ours = held.get(resolve(folder))!
  const record = { ...ours.record, address }
  const draft = `${ours.path}.${randomUUID()}`
  await writeRecord(draft, record)
  await rename(draft, ours.path)
  ours.record = record
}

async function take(folder: string, path: string, draft: string): Promise<void> {
  let holder: LockRecord | null = null
  for (let poll = 0; poll < TAKEOVER_POLLS; poll += 1) {
    if (await putInPlace(draft, path)) return
    holder = await readRecord(path)
    if (holder === null) continue
    if (await isAlive(path, holder)) break
    if (await takeOver(path, draft, holder)) return
    await wait(TAKEOVER_POLL_MS)
  }
  throw refusal('RB-6020', {
    folder,
    pid: holder?.pid ?? 0,
    host: holder?.host ?? '',
    since: holder?.since ?? '',
    seconds: FOREIGN_SILENCE_MS / 1000,
  })
}

/** False when another process is about it or was faster. */
async function takeOver(path: string, draft: string, dead: LockRecord): Promise<boolean> {
  const claims: string[] = []
  for (let stale = dead; ; ) {
    const claim = `${path}.${stale.nonce}.claim`
    claims.push(claim)
    if (await putInPlace(draft, claim)) break
    const claimant = await readRecord(claim)
    if (claimant === null || (await isAlive(claim, claimant))) return false
    stale = claimant
  }
  const present = await readRecord(path)
  const ours = present?.nonce === dead.nonce
  if (ours) await rename(draft, path)
  for (const claim of ours ? claims : claims.slice(-1)) await rm(claim, { force: true })
  return ours
}

function hold(folder: string, ours: Held, onLost: (error: RollbookError) => void): FolderLock {
  const key = resolve(folder)
  if (held.size === 0) process.on('exit', releaseAll)
  held.set(key, ours)
  const timer = setInterval(async () => {
    const thief = await heartbeat(ours).catch(() => null)
    if (thief === null || held.get(key) !== ours) return
    stop()
    onLost(refusal('RB-6022', { folder, pid: thief.pid, host: thief.host }))
  }, HEARTBEAT_MS).unref()
  const stop = () => {
    clearInterval(timer)
    held.delete(key)
    if (held.size === 0) process.off('exit', releaseAll)
  }
  return {
    async release() {
      stop()
      removeIfOurs(ours)
    },
  }
}

/** Answers who has taken the lock from us, if somebody has. */
async function heartbeat({ path, record }: Held): Promise<LockRecord | null> {
  const present = await readRecord(path)
  if (present !== null && present.nonce !== record.nonce) return present
  const now = new Date()
  if (present !== null) await utimes(path, now, now)
  return null
}

function releaseAll(): void {
  for (const ours of held.values()) removeIfOurs(ours)
}

/** Not awaited anywhere: it must also work while the process ends. */
function removeIfOurs({ path, record }: Held): void {
  try {
    const present = JSON.parse(readFileSync(path, 'utf8')) as LockRecord
    if (present.nonce === record.nonce) unlinkSync(path)
  } catch {
    // Gone or not ours: nothing to give back.
  }
}
