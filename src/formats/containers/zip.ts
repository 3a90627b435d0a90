import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { FileKind } from '../../domain/action.ts'
import { refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { damaged } from './damaged.ts'
import { isClutter } from './entry-name.ts'
import { guardUnpacked, isBomb } from './guard.ts'
import { MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED_BYTES } from './limits.ts'
import { checkEntry, entryName } from './zip-entry.ts'

/** Names are decoded and judged by ourselves, so that each defect has its own code. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false } as const

/**
 * The files in a zip archive, each named after its entry. The directory is judged as a whole: one entry that may not
 * be there refuses the archive; `names` is how those of files may end. Sizes are checked against the directory here and against the bytes when reading.
 */
export async function zipFiles(
  path: string,
  kind: FileKind | undefined,
  names: readonly string[],
): Promise<SourceFile[]> {
  const zip = await openZip(path)
  try {
    if (zip.entryCount > MAX_ENTRIES) throw refusal('RB-1085', { value: zip.entryCount, limit: MAX_ENTRIES })
    const files = new Map<string, SourceFile>()
    let unpackedBytes = 0
    for await (const entry of zip.eachEntry()) {
      const name = entryName(entry)
      checkEntry(entry, name, names)
      if (name.endsWith('/') || isClutter(name)) continue
      if (files.has(name)) throw refusal('RB-1089', { value: name })
      unpackedBytes += entry.uncompressedSize
      if (unpackedBytes > MAX_UNPACKED_BYTES) {
        throw refusal('RB-1086', { value: name, limit: MAX_UNPACKED_BYTES })
      }
      // Against the archive, not the entry: entries of a bomb may share their packed bytes.
      if (isBomb(unpackedBytes, zip.fileSize)) throw refusal('RB-1087', { value: name, limit: MAX_RATIO })
      files.set(name, { name, kind, open: () => readEntry(path, entry, name) })
    }
    if (files.size === 0) throw refusal('RB-1090')
    return [...files.values()]
  } catch (error) {
    // The reader stops at such an entry before it has told its name.
    if (error instanceof Error && error.message === 'strong encryption is not supported') {
      throw refusal('RB-1082', { value: '(strong encryption)' }, { cause: error })
    }
    throw damaged(error)
  } finally {
    zip.close()
  }
}

/** Opens the archive anew, so that each reading has its own descriptor and ends with it. */
async function* readEntry(path: string, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  const zip = await openZip(path)
  try {
    yield* guardUnpacked(checked(zip, entry), name, entry.compressedSize)
  } finally {
    zip.close()
  }
}

async function* checked(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== entry.crc32) throw new Error('checksum does not fit')
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, OPTIONS)
  } catch (error) {
    throw damaged(error)
  }
}
