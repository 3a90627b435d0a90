import { createHash } from 'node:crypto'
import type { Storage } from '../transport/storage/storage.ts'
import type { OutboundHub } from './hub.ts'
import { keepBytes } from './kept-bytes.ts'

/** A file being written: into the outbox under a temporary name, and beside it the copy that is kept. */
export interface Issue {
  write(text: string | Buffer): Promise<void>
  /** After the last write: the copy is kept, the file still unseen. */
  finish(): Promise<Written>
  /** Puts the file in place under its name (outbound rule O-40). */
  commit(): Promise<void>
  /** Leaves nothing in the outbox. */
  discard(): Promise<void>
}

export interface Written {
  /** Bytes. */
  readonly size: number
  /** 64 hex digits. */
  readonly sha256: string
}

/** Characters put together for one write. */
const SLICE = 1 << 18

export async function beginIssue(
  { dataFolder }: OutboundHub,
  organisationId: number,
  outbox: Storage,
  path: string,
): Promise<Issue> {
  const kept = await keepBytes(dataFolder, organisationId)
  const draft = await outbox.create(path).catch(async (error: unknown) => {
    await kept.discard()
    throw error
  })
  const hash = createHash('sha256')
  let size = 0
  let waiting = ''
  let finished = false
  const flush = async () => {
    const text = waiting
    waiting = ''
    if (text !== '') await put(Buffer.from(text))
  }
  const put = async (bytes: Buffer) => {
    hash.update(bytes)
    await draft.write(bytes, size)
    await kept.write(bytes)
    size += bytes.length
  }
  return {
    async write(text) {
      if (typeof text === 'string') {
        waiting += text
        if (waiting.length >= SLICE) await flush()
      } else {
        await flush()
        await put(text)
      }
    },
    async finish() {
      await flush()
      const sha256 = hash.digest('hex')
      await kept.keep(sha256)
      finished = true
      return { size, sha256 }
    },
    commit: () => draft.commit(),
    async discard() {
      if (!finished) await kept.discard()
      await draft.discard()
    },
  }
}
