import { createReadStream } from 'node:fs'
import type { FileKind } from '../../domain/action.ts'
import type { SourceFile } from '../format.ts'
import { unopenable } from './unopenable.ts'

/** Four times the usual: each piece is a way to another thread and back. */
const PIECE_BYTES = 1 << 18

/** A file on disk, as it is. */
export function plainFile(path: string, name: string, kind?: FileKind): SourceFile {
  return { name, kind, open: () => read(path, name) }
}

async function* read(path: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE_BYTES })
  } catch (error) {
    throw unopenable(name, error)
  }
}
