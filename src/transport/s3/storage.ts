import { Readable } from 'node:stream'
import { refusal } from '../../domain/finding.ts'
import { byCodePoint, checkedPath } from '../storage/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { Blocks } from './blocks.ts'
import { type S3Client, s3Client } from './client.ts'
import { copyFile } from './copy.ts'
import { s3Draft } from './draft.ts'
import { headOf, type S3File } from './head.ts'
import { entriesBelow } from './list.ts'
import { bytesOf } from './read.ts'
import { S3_LIMITS, type S3Limits, type S3Settings } from './settings.ts'
import { abortUpload, uploadsOf } from './uploads.ts'
import { childrenOf } from './xml.ts'

/** The bucket of these settings, or what is below their prefix, as `storageBelow`. */
export function s3Storage(settings: S3Settings, limits: S3Limits = S3_LIMITS): Storage & Disposable {
  const client = s3Client(settings, limits)
  const storage = storageBelow(client, new Blocks(client), settings.prefix)
  return { ...storage, [Symbol.dispose]: () => client[Symbol.dispose]() }
}

/**
 * What lies below a prefix of a bucket as Storage; '' is the whole of it. There are no folders in a bucket: one is there as
 * long as a file is in it. Bytes of a draft come in order. A rename copies and removes: for a moment both names are there,
 * and after a crash they may stay. Times are whole seconds. Throws RB-7405 to RB-7413 besides what Storage throws.
 */
export function storageBelow(client: S3Client, blocks: Blocks, prefix: string): Storage {
  const root = prefix === '' ? '' : `${prefix}/`
  const keyOf = (path: string) => root + checkedPath(path).join('/')
  const fileAt = async (path: string): Promise<S3File> => {
    const file = await headOf(client, keyOf(path), path)
    if (file === null) throw refusal('RB-7201', { value: path })
    return file
  }
  return {
    async *list(folder) {
      const before = folder === '' ? root : `${keyOf(folder)}/`
      const entries = await Array.fromAsync(entriesBelow(client, before))
      yield* entries.sort((a, b) => byCodePoint(a.name, b.name))
    },
    async stat(path) {
      const file = await headOf(client, keyOf(path), path)
      if (file !== null) return file.entry
      const query = { 'list-type': '2', prefix: `${keyOf(path)}/`, 'max-keys': '1' }
      const { document } = await client.ask({ method: 'GET', key: '', query })
      const isFolder = document !== null && childrenOf(document, 'Contents').length > 0
      return isFolder ? { name: checkedPath(path).at(-1)!, kind: 'folder', size: 0, modifiedAt: 0 } : null
    },
    read: (path, start = 0) =>
      Readable.from(bytesOf(client, { key: keyOf(path), path }, { start }), { objectMode: false }),
    async openToRead(path) {
      const file = await fileAt(path)
      return {
        size: async () => file.entry.size,
        read: (into, position) => blocks.read(file, into, position),
        async close() {},
      }
    },
    create: async (path) => s3Draft(client, keyOf(path)),
    async dropDrafts(path) {
      const key = keyOf(path)
      for await (const uploadId of uploadsOf(client, key)) await abortUpload(client, key, uploadId)
    },
    async rename(from, to) {
      const file = await fileAt(from)
      // What is copied onto itself would be removed.
      if (keyOf(to) === file.key) return
      await copyFile(client, file, keyOf(to))
      await client.ask({ method: 'DELETE', key: file.key })
    },
    async remove(path) {
      const { key } = await fileAt(path)
      await client.ask({ method: 'DELETE', key })
    },
  }
}
