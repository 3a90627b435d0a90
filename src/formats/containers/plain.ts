import { createReadStream } from 'node:fs'
import type { RecordKind } from '../../domain/action.ts'
import type { SourceFile } from '../format.ts'

/** A file on disk, as it is. */
export function plainFile(path: string, name: string, kind?: RecordKind): SourceFile {
  return { name, kind, open: () => createReadStream(path) }
}
