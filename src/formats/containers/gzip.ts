import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FileKind } from '../../domain/action.ts'
import type { SourceFile } from '../format.ts'
import { guardUnpacked } from './guard.ts'

/** The one file in a `.gz`, named without that ending. */
export function gzipFile(path: string, name: string, packedBytes: number, kind?: FileKind): SourceFile {
  const inner = name.replace(/\.gz$/i, '')
  return { name: inner, kind, open: () => guardUnpacked(gunzip(path), inner, packedBytes) }
}

async function* gunzip(path: string): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path)
  // The error comes out of the loop below; pipeline only makes sure that both ends close.
  const unpacked = pipeline(packed, createGunzip(), () => {})
  try {
    yield* unpacked
  } finally {
    packed.destroy()
  }
}
