import { hash } from 'node:crypto'
import { refusal } from '../../domain/finding.ts'
import type { S3Client } from './client.ts'
import { headOf } from './head.ts'
import { childrenOf, decoded, type Element, textOf } from './xml.ts'

/** Begins a file that comes in parts, and gives the id of its upload. Nobody sees it before it is completed. */
export async function beginUpload(client: S3Client, key: string): Promise<string> {
  const { document } = await client.ask({ method: 'POST', key, query: { uploads: '' } })
  const id = document === null ? '' : textOf(document, 'UploadId')
  if (id === '') throw refusal('RB-7413', { host: client.host })
  return id
}

/** Makes the parts the file, in the order of their etags. Throws RB-7412 when they are gone. */
export async function completeUpload(
  client: S3Client,
  key: string,
  uploadId: string,
  etags: readonly string[],
): Promise<void> {
  const parts = etags.map(
    (etag, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`,
  )
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
  const { status } = await client.ask({ method: 'POST', key, query: { uploadId }, body, accepted: [404] })
  // Done already, when the answer was lost and it was asked for once more.
  if (status === 404 && (await headOf(client, key, key))?.etag !== etagOf(etags)) {
    throw refusal('RB-7412', { host: client.host, status, reason: 'NoSuchUpload' })
  }
}

/** Of the file that parts become: the service makes it from theirs. */
function etagOf(etags: readonly string[]): string {
  const hashes = etags.map((etag) => Buffer.from(etag.replaceAll('"', ''), 'hex'))
  return `"${hash('md5', Buffer.concat(hashes))}-${etags.length}"`
}

/** Does away with the parts; one that is gone already is none to complain of. */
export async function abortUpload(client: S3Client, key: string, uploadId: string): Promise<void> {
  await client.ask({ method: 'DELETE', key, query: { uploadId }, accepted: [404] })
}

/** The ids of the uploads of a file that were begun and are not complete. */
export async function* uploadsOf(client: S3Client, key: string): AsyncGenerator<string> {
  let markers: Record<string, string> | null = {}
  while (markers !== null) {
    const query: Record<string, string> = { uploads: '', 'encoding-type': 'url', prefix: key, ...markers }
    const { document }: { document: Element | null } = await client.ask({ method: 'GET', key: '', query })
    if (document?.name !== 'ListMultipartUploadsResult') throw refusal('RB-7413', { host: client.host })
    for (const upload of childrenOf(document, 'Upload')) {
      // The prefix is that of longer names as well.
      if (decoded(textOf(upload, 'Key')) === key) yield textOf(upload, 'UploadId')
    }
    markers =
      textOf(document, 'IsTruncated') === 'true'
        ? {
            'key-marker': decoded(textOf(document, 'NextKeyMarker')),
            'upload-id-marker': textOf(document, 'NextUploadIdMarker'),
          }
        : null
  }
}
