import type { FileHandle } from 'node:fs/promises'

/** A file that is open, read and written at any position. */
export interface StoredFile {
  /** Bytes. */
  size(): Promise<number>
  /** Fills the buffer from the position on, as far as the file goes, and gives how many bytes that were. */
  read(into: Uint8Array, position: number): Promise<number>
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Makes what was written survive a failing machine. */
  flush(): Promise<void>
  close(): Promise<void>
}

export function storedFile(handle: FileHandle): StoredFile {
  return {
    size: async () => (await handle.stat()).size,
    async read(into, position) {
      let done = 0
      while (done < into.length) {
        const { bytesRead } = await handle.read(into, done, into.length - done, position + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return done
    },
    async write(bytes, position) {
      let done = 0
      while (done < bytes.length) {
        done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
    },
    flush: () => handle.sync(),
    close: () => handle.close(),
  }
}
