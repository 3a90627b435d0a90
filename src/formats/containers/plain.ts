import { createReadStream } from 'node:fs'
import type { FileKind } from '../../domain/action.ts'
import type { SourceFile } from '../format.ts'
import { unopenable } from './unopenable.ts'

/** A file on disk, as it is. */
export function plainFile(path: string, name: string, kind?: FileKind): SourceFile {
  return { name, kind, open: () => read(path, name) }
}

async function* read(path: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (error) {
    throw unopenable(name, error)
  }
}
