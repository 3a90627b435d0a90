import { createHash, randomUUID } from 'node:crypto'
import { type BigIntStats, createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal } from '../domain/finding.ts'
import { sweepAbandoned } from '../transport/storage/abandoned.ts'
import { flush } from '../transport/storage/flush.ts'
import { makeFolder } from '../transport/storage/make-folder.ts'

/** A file that arrived and is kept under its content's hash. */
export interface Archived {
  /** 64 hex digits. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

const PART = '.part'

/**
 * Keeps a copy of every file that arrives, under the hash of its content: two files of one name are both there, one
 * file sent twice is there once, and a run reads the copy, which nobody changes under its hands. The folder is for its
 * owner alone, since files hold personal values and may hold passwords.
 */
export async function archiveFile(
  dataFolder: string,
  organisationId: number,
  path: string,
): Promise<Archived> {
  const folder = archiveFolder(dataFolder, organisationId)
  await makeFolder(folder)
  await sweepAbandoned(folder, (name) => name.endsWith(PART))
  const coming = join(folder, randomUUID() + PART)
  const hash = createHash('sha256')
  let size = 0
  try {
    const source = await openToRead(path)
    await using target = await open(coming, 'wx', 0o600)
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
      await target.write(chunk)
    }
    await target.sync()
    const sha256 = hash.digest('hex')
    await rename(coming, join(folder, sha256))
    await flush(folder)
    return { sha256, size }
  } catch (error) {
    await rm(coming, { force: true })
    throw error
  }
}

/** The hash by which the archive would know a file. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of (await openToRead(path)) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

/** Where the copy of an archived file lies. Throws RB-5007 when it is not there, or its content is not what arrived. */
export async function archivedPath(
  dataFolder: string,
  organisationId: number,
  file: Archived,
): Promise<string> {
  const path = archivePlace(dataFolder, organisationId, file)
  const found = await stat(path, { bigint: true }).catch(() => null)
  const isThere = found !== null && found.size === BigInt(file.size)
  if (!isThere || !(await isWhole(path, file, found))) throw refusal('RB-5007', { value: file.sha256 })
  return path
}

/** Copies that were whole, and the state of the file then: a run opens its files several times. */
const whole = new Map<string, string>()
const MOST_KNOWN = 1_000

async function isWhole(path: string, { sha256 }: Archived, { ino, ctimeNs }: BigIntStats): Promise<boolean> {
  // Whatever is written to a file, or put in its place, gives it another time of change, which nobody can set.
  const state = `${ino} ${ctimeNs}`
  if (whole.get(path) === state) return true
  if ((await hashFile(path)) !== sha256) return false
  if (whole.size >= MOST_KNOWN) whole.clear()
  whole.set(path, state)
  return true
}

/** Where the copy of a file lies that was archived just now. */
export function archivePlace(dataFolder: string, organisationId: number, { sha256 }: Archived): string {
  return join(archiveFolder(dataFolder, organisationId), sha256)
}

function archiveFolder(dataFolder: string, organisationId: number): string {
  return join(dataFolder, 'archive', String(organisationId))
}

async function openToRead(path: string): Promise<AsyncIterable<unknown>> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) throw refusal('RB-5010', { value: path })
  return createReadStream(path, { highWaterMark: 1 << 20 })
}
