import type { FileHandle } from 'node:fs/promises'

/** A file that is open, read at any position. */
export interface ReadableFile {
  /** Bytes. */
  size(): Promise<number>
  /** Fills the buffer from the position on, as far as the file goes, and gives how many bytes that were. */
  read(into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

/** The same, written at any position as well. */
export interface StoredFile extends ReadableFile {
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Makes what was written survive a failing machine. */
  flush(): Promise<void>
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
