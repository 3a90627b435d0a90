import type { Readable } from 'node:stream'
import type { ReadableFile } from './stored-file.ts'

/**
 * Where files of an organisation lie: a folder, or object storage. Paths are relative, with `/` between their parts,
 * and are checked by `checkedPath`; none leads out of the root. What is written is seen by nobody before `commit`.
 */
export interface Storage {
  /** The entries of a folder, in code point order of their names; a folder that is not there has none. */
  list(folder: string): AsyncIterable<StoredEntry>
  /** Null when there is none of that name. */
  stat(path: string): Promise<StoredEntry | null>
  /** Bytes from `start` on. Throws RB-7201 when there is no such file. */
  read(path: string, start?: number): Readable
  /** Throws RB-7201 when there is no such file. */
  openToRead(path: string): Promise<ReadableFile>
  /** A new file, under a temporary name until it is committed. */
  create(path: string): Promise<StoredDraft>
  /** Clears away the drafts of a file at once, for who knows that nobody writes one: their process ended. */
  dropDrafts(path: string): Promise<void>
  /** Takes the place of a file of that name. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}

export interface StoredEntry {
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  /** Milliseconds since 1970 UTC. */
  readonly modifiedAt: number
}

export interface StoredDraft {
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Makes the file durable and visible under its name, over one that is there. */
  commit(): Promise<void>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}
