import type { FileCounts } from './export-files.ts'

/** What a file is made of. */
export interface Content {
  /** The first record. */
  readonly head: string
  /** As far as they are known before the rows are written. */
  readonly counts: FileCounts
  /** It is known that no row will be written. */
  readonly isEmpty: boolean
  /** The rows, piece by piece. `fileId` is what they are noted under as delivered. */
  pieces(fileId: number): AsyncIterable<Piece>
}

export interface Piece {
  /** As it is, or in UTF-8. */
  readonly text: string | Buffer
  readonly rows: number
}
