import { refusal } from '../../domain/finding.ts'
import type { S3Client } from './client.ts'
import type { S3File } from './head.ts'
import { encoded } from './signature.ts'
import { abortUpload, beginUpload, completeUpload } from './uploads.ts'
import { textOf } from './xml.ts'

/** Copies a file within the bucket, over one that is there. It is seen when it is whole. Throws RB-7201 when it is gone. */
export async function copyFile(client: S3Client, from: S3File, to: string): Promise<void> {
  if (from.entry.size > client.limits.copyBytes) return copyInParts(client, from, to)
  const headers = { 'x-amz-copy-source': sourceOf(client, from.key) }
  const { status } = await client.ask({ method: 'PUT', key: to, headers, accepted: [404] })
  if (status === 404) throw refusal('RB-7201', { value: from.path })
}

async function copyInParts(client: S3Client, { key, etag, entry }: S3File, to: string): Promise<void> {
  const { copyBytes } = client.limits
  const uploadId = await beginUpload(client, to)
  try {
    const etags: string[] = []
    for (let first = 0; first < entry.size; first += copyBytes) {
      const headers = {
        'x-amz-copy-source': sourceOf(client, key),
        'x-amz-copy-source-range': `bytes=${first}-${Math.min(first + copyBytes, entry.size) - 1}`,
        // All parts have to be of one file.
        'x-amz-copy-source-if-match': etag,
      }
      const query = { partNumber: String(etags.length + 1), uploadId }
      const { document } = await client.ask({ method: 'PUT', key: to, query, headers })
      etags.push(document === null ? '' : textOf(document, 'ETag'))
    }
    await completeUpload(client, to, uploadId, etags)
  } catch (error) {
    await abortUpload(client, to, uploadId)
    throw error
  }
}

/** As the header `x-amz-copy-source` names a file. */
function sourceOf({ bucket }: S3Client, key: string): string {
  return `/${[bucket, ...key.split('/')].map(encoded).join('/')}`
}
