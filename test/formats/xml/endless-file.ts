import type { SourceFile } from '../../../src/formats/format.ts'

const PIECE_BYTES = 65_536

export interface EndlessFile {
  readonly file: SourceFile
  /** Bytes handed out by all readings together. */
  handedOut(): number
}

/** A file of a start and then `filler` again and again, without end: who does not stop early never stops. */
export function endlessFile(start: string, filler: string): EndlessFile {
  let bytes = 0
  const piece = Buffer.from(filler.repeat(Math.ceil(PIECE_BYTES / Buffer.byteLength(filler))))
  const file: SourceFile = {
    name: 'endless.xml',
    async *open() {
      bytes += start.length
      yield Buffer.from(start)
      for (;;) {
        bytes += piece.length
        yield piece
      }
    },
  }
  return { file, handedOut: () => bytes }
}
