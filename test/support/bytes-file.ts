import type { FileKind } from '../../src/domain/action.ts'
import type { SourceFile } from '../../src/formats/format.ts'

/** A source file in memory, handed out in pieces of `pieceSize` bytes. */
export function bytesFile(
  content: string | Uint8Array,
  kind?: FileKind,
  pieceSize = 65_536,
  name = 'test.csv',
): SourceFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return {
    name,
    kind,
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
    },
  }
}
