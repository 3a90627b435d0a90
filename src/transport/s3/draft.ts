import type { StoredDraft } from '../storage/storage.ts'
import type { S3Client } from './client.ts'
import { abortUpload, beginUpload, completeUpload } from './uploads.ts'

/**
 * A file on its way into a bucket. A small one is sent whole when it is committed, a large one in parts, of which one is
 * in memory. Either is seen by nobody before.
 */
export function s3Draft(client: S3Client, key: string): StoredDraft {
  const { partBytes } = client.limits
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let size = 0
  let upload: string | null = null
  const etags: string[] = []

  const sendPart = async (body: Buffer) => {
    upload ??= await beginUpload(client, key)
    const query = { partNumber: String(etags.length + 1), uploadId: upload }
    etags.push((await client.ask({ method: 'PUT', key, query, body })).header('etag'))
  }

  return {
    async write(bytes, position) {
      if (position !== size) throw new RangeError(`byte ${position} does not follow byte ${size}`)
      size += bytes.length
      // A copy: whoever writes may use the room again.
      waiting.push(Buffer.from(bytes))
      waitingBytes += bytes.length
      if (waitingBytes < partBytes) return
      const all = Buffer.concat(waiting)
      let sent = 0
      for (; all.length - sent >= partBytes; sent += partBytes)
        await sendPart(all.subarray(sent, sent + partBytes))
      waiting = [all.subarray(sent)]
      waitingBytes = all.length - sent
    },
    async commit() {
      const rest = Buffer.concat(waiting)
      if (upload === null) {
        await client.ask({ method: 'PUT', key, body: rest })
        return
      }
      if (rest.length > 0) await sendPart(rest)
      await completeUpload(client, key, upload, etags)
    },
    async discard() {
      if (upload !== null) await abortUpload(client, key, upload)
    },
  }
}
