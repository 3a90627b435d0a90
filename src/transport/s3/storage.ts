import { Readable } from 'node:stream'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { byCodePoint, checkedPath } from '../storage/paths.ts'
import type { Storage, StoredEntry } from '../storage/storage.ts'
import { type S3Client, s3Client } from './client.ts'
import { copySource, s3Draft } from './draft.ts'
import { S3_LIMITS, type S3Limits, type S3Settings } from './settings.ts'
import { childrenOf, type Element, textOf } from './xml.ts'

/** A file broken off is read on from where it broke; after this many times without a byte it is given up. */
const FRUITLESS = 3

/**
 * A bucket, or what is below a prefix of it, as Storage. There are no folders in it: one is there as long as a file is in
 * it. Bytes of a draft come in order. Throws RB-7405 to RB-7413 besides what Storage throws.
 */
export function s3Storage(settings: S3Settings, limits: S3Limits = S3_LIMITS): Storage & Disposable {
  const client = s3Client(settings, limits)
  const { prefix, bucket } = settings
  const root = prefix === '' ? '' : `${prefix}/`
  const keyOf = (path: string) => root + checkedPath(path).join('/')
  const remove = async (path: string) => {
    if ((await headOf(client, keyOf(path), path)) === null) throw refusal('RB-7201', { value: path })
    await client.ask({ method: 'DELETE', key: keyOf(path) })
  }
  return {
    async *list(folder) {
      const before = folder === '' ? root : `${keyOf(folder)}/`
      const entries = await Array.fromAsync(entriesBelow(client, before))
      yield* entries.sort((a, b) => byCodePoint(a.name, b.name))
    },
    async stat(path) {
      const file = await headOf(client, keyOf(path), path)
      if (file !== null) return file
      const query = { 'list-type': '2', prefix: `${keyOf(path)}/`, 'max-keys': '1' }
      const { document } = await client.ask({ method: 'GET', key: '', query })
      const isFolder = document !== null && childrenOf(document, 'Contents').length > 0
      return isFolder ? { name: nameOf(path), kind: 'folder', size: 0, modifiedAt: 0 } : null
    },
    read: (path, start = 0) => Readable.from(pieces(client, keyOf(path), path, start), { objectMode: false }),
    create: async (path) => s3Draft(client, keyOf(path)),
    async rename(from, to) {
      const headers = { 'x-amz-copy-source': copySource(bucket, keyOf(from)) }
      const { status } = await client.ask({ method: 'PUT', key: keyOf(to), headers, accepted: [404] })
      if (status === 404) throw refusal('RB-7201', { value: from })
      await remove(from)
    },
    remove,
    [Symbol.dispose]: () => client[Symbol.dispose](),
  }
}

async function* entriesBelow(client: S3Client, before: string): AsyncGenerator<StoredEntry> {
  let token: string | null = null
  do {
    const query: Record<string, string> = {
      'list-type': '2',
      delimiter: '/',
      'encoding-type': 'url',
      prefix: before,
      ...(token !== null && { 'continuation-token': token }),
    }
    const { document }: { document: Element | null } = await client.ask({ method: 'GET', key: '', query })
    if (document?.name !== 'ListBucketResult') throw refusal('RB-7413', { host: before })
    for (const file of childrenOf(document, 'Contents')) {
      const name = decoded(textOf(file, 'Key')).slice(before.length)
      // Some programs mark a folder by an empty file of its name.
      if (name === '') continue
      const modifiedAt = Date.parse(textOf(file, 'LastModified'))
      yield { name, kind: 'file', size: Number(textOf(file, 'Size')), modifiedAt }
    }
    for (const folder of childrenOf(document, 'CommonPrefixes')) {
      const name = decoded(textOf(folder, 'Prefix')).slice(before.length, -1)
      yield { name, kind: 'folder', size: 0, modifiedAt: 0 }
    }
    token = textOf(document, 'NextContinuationToken') || null
  } while (token !== null)
}

async function headOf(client: S3Client, key: string, path: string): Promise<StoredEntry | null> {
  const { status, header } = await client.ask({ method: 'HEAD', key, accepted: [404] })
  if (status === 404) return null
  const modifiedAt = Date.parse(header('last-modified'))
  return { name: nameOf(path), kind: 'file', size: Number(header('content-length')), modifiedAt }
}

async function* pieces(
  client: S3Client,
  key: string,
  path: string,
  start: number,
): AsyncGenerator<Uint8Array> {
  let position = start
  let etag = ''
  for (let fruitless = 0; ; ) {
    const before = position
    const headers = {
      ...(position > 0 && { range: `bytes=${position}-` }),
      // What is read on has to be what was begun.
      ...(etag !== '' && { 'if-match': etag }),
    }
    const response = await client.open({ method: 'GET', key, headers, accepted: [404, 416] })
    if (response.statusCode === 404) throw refusal('RB-7201', { value: path })
    if (response.statusCode === 416) return void response.resume()
    etag = response.headers.etag ?? ''
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        yield piece
        position += piece.length
      }
      return
    } catch (error) {
      fruitless = position > before ? 0 : fruitless + 1
      if (fruitless >= FRUITLESS) throw brokenOff(path, error)
    }
  }
}

function brokenOff(path: string, error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  const { code, message } = error as NodeJS.ErrnoException
  return refusal('RB-7408', { path, reason: code ?? message }, { cause: error })
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
