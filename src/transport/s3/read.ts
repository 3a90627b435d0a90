import { RollbookError, refusal } from '../../domain/finding.ts'
import type { S3Client } from './client.ts'

/** A file broken off is read on from where it broke; after this many times without a byte it is given up. */
const FRUITLESS = 3

/** What of a file is read. */
export interface Extent {
  /** The first byte. */
  readonly start: number
  /** The byte behind the last, within the file; absent: to its end. */
  readonly end?: number
  /** Only of this version. */
  readonly etag?: string
}

/**
 * Bytes of a file; none from its end on. All are of one version. Throws RB-7201 when it is not there, RB-7205 when it was
 * replaced, RB-7408 when it breaks off again and again.
 */
export async function* bytesOf(
  client: S3Client,
  { key, path }: { readonly key: string; readonly path: string },
  { start, end, etag: wanted = '' }: Extent,
): AsyncGenerator<Buffer> {
  let position = start
  let etag = wanted
  for (let fruitless = 0; ; ) {
    const before = position
    const isPart = position > 0 || end !== undefined
    const headers = {
      ...(isPart && { range: `bytes=${position}-${end === undefined ? '' : end - 1}` }),
      // What is read on has to be what was begun.
      ...(etag !== '' && { 'if-match': etag }),
    }
    const response = await client.open({ method: 'GET', key, headers, accepted: [404, 412, 416] })
    const status = response.statusCode!
    if (status >= 400) response.resume()
    if (status === 404) throw refusal('RB-7201', { value: path })
    if (status === 412) throw refusal('RB-7205', { value: path })
    if (status === 416) return
    if (isPart && status !== 206) {
      // The whole file would be taken for its part.
      response.destroy()
      throw refusal('RB-7413', { host: client.host })
    }
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
