import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { constants, createGunzip, createGzip } from 'node:zlib'
import { refusal } from '../domain/finding.ts'
import { sweepAbandoned } from '../transport/storage/abandoned.ts'
import { flush } from '../transport/storage/flush.ts'
import { makeFolder } from '../transport/storage/make-folder.ts'

/** A copy in the making. */
export interface KeptDraft {
  write(bytes: Uint8Array): Promise<void>
  /** Puts it under the hash of its content. */
  keep(sha256: string): Promise<void>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

const PART = '.part'

/**
 * Keeps a copy of each file that is published, compressed, under the hash of its content, so that it can be issued again
 * byte for byte. For its owner alone: files hold personal values.
 */
export async function keepBytes(dataFolder: string, organisationId: number): Promise<KeptDraft> {
  const folder = folderOf(dataFolder, organisationId)
  await makeFolder(folder)
  await sweepAbandoned(folder, (name) => name.endsWith(PART))
  const coming = join(folder, randomUUID() + PART)
  const file = await open(coming, 'wx', 0o600)
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const written = (async () => {
    for await (const piece of gzip) await file.writeFile(piece as Uint8Array)
  })()
  const failed = written.catch((error: unknown) => error)
  return {
    async write(bytes) {
      if (gzip.write(bytes)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      gzip.once('drain', resolve)
      // A full disk ends the reading side, and then nothing drains any more.
      await Promise.race([promise, written])
    },
    async keep(sha256) {
      gzip.end()
      await written
      await file.sync()
      await file.close()
      await rename(coming, join(folder, sha256))
      await flush(folder)
    },
    async discard() {
      gzip.destroy()
      await failed
      await file.close()
      await rm(coming, { force: true })
    },
  }
}

/**
 * The bytes of a file that was published. Throws RB-7115, before the first of them, when they are not there or not what
 * they were.
 */
export async function* keptBytes(
  dataFolder: string,
  organisationId: number,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  const path = join(folderOf(dataFolder, organisationId), sha256)
  const hash = createHash('sha256')
  try {
    for await (const piece of bytesOf(path)) hash.update(piece)
  } catch (error) {
    throw refusal('RB-7115', { value: name }, { cause: error })
  }
  if (hash.digest('hex') !== sha256) throw refusal('RB-7115', { value: name })
  yield* bytesOf(path)
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  file.pipe(gunzip)
  try {
    for await (const piece of gunzip) yield piece as Uint8Array
  } finally {
    file.destroy()
  }
}

function folderOf(dataFolder: string, organisationId: number): string {
  return join(dataFolder, 'issued', String(organisationId))
}
