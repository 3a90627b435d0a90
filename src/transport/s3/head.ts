import type { StoredEntry } from '../storage/storage.ts'
import type { S3Client } from './client.ts'

/** A file that is there, as it is now. */
export interface S3File {
  readonly key: string
  /** What it is called in messages. */
  readonly path: string
  /** Another one when the file is replaced. */
  readonly etag: string
  readonly entry: StoredEntry
}

/** Null when there is no such file. */
export async function headOf(client: S3Client, key: string, path: string): Promise<S3File | null> {
  const { status, header } = await client.ask({ method: 'HEAD', key, accepted: [404] })
  if (status === 404) return null
  const entry: StoredEntry = {
    name: path.slice(path.lastIndexOf('/') + 1),
    kind: 'file',
    size: Number(header('content-length')),
    modifiedAt: Date.parse(header('last-modified')),
  }
  return { key, path, etag: header('etag'), entry }
}
