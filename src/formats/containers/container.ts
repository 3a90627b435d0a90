import { open } from 'node:fs/promises'
import type { FileKind } from '../../domain/action.ts'
import { refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { TABLE_NAMES } from './entry-name.ts'
import { gzipFile } from './gzip.ts'
import { knownBytes } from './magic.ts'
import { plainFile } from './plain.ts'
import { unopenable } from './unopenable.ts'
import { zipFiles } from './zip.ts'

const HEAD_BYTES = 16

/**
 * The files in what has arrived: the file itself, or what a `.zip` or `.gz` holds. What it is, its bytes say, not its
 * name. Throws RollbookError RB-1001 when it cannot be opened, RB-1007 for documents that are no text, RB-108x for
 * archives that are damaged or unsafe; the same codes come while reading, because the bytes may belie the directory.
 *
 * `name` is what messages say instead of `path`; `kind` is passed on to every file; `names` is how those of files in an
 * archive may end.
 */
export async function openContainer(
  path: string,
  name: string,
  kind?: FileKind,
  names = TABLE_NAMES,
): Promise<SourceFile[]> {
  const { head, size } = await look(path, name)
  const known = knownBytes(head)
  switch (known?.archive) {
    case 'zip':
      return zipFiles(path, kind, names)
    case 'gzip':
      return [gzipFile(path, name, size, kind)]
    case 'other':
    case null:
      throw refusal('RB-1007', { value: known.what })
    case undefined:
      if (/\.(zip|gz)$/i.test(name)) throw refusal('RB-1080', { reason: 'it does not start as an archive' })
      return [plainFile(path, name, kind)]
  }
}

async function look(path: string, name: string): Promise<{ head: Uint8Array; size: number }> {
  try {
    await using handle = await open(path)
    const stats = await handle.stat()
    if (!stats.isFile()) throw refusal('RB-1001', { file: name, reason: 'not a file' })
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { head: buffer.subarray(0, bytesRead), size: stats.size }
  } catch (error) {
    throw unopenable(name, error)
  }
}
