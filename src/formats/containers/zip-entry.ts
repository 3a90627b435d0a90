import yauzl, { type Entry } from 'yauzl'
import { refusal } from '../../domain/finding.ts'
import { endsIn, isArchiveName, isClutter, isOfficeEntry, leavesArchive } from './entry-name.ts'

/** File type bits of the Unix mode, which archives keep in the upper half of the external attributes. */
const TYPE_MASK = 0o170000
const PLAIN_TYPES: readonly number[] = [0, 0o100000, 0o040000]

/** Packing methods that can be unpacked: stored and deflated. */
const METHODS: readonly number[] = [0, 8]

/** The name of an entry as the archive spells it: backslashes are left alone, for `checkEntry` to see. */
export function entryName(entry: Entry): string {
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
}

/** Throws RollbookError when an entry may not be there; one code for each reason. `accepted`: how its name may end. */
export function checkEntry(entry: Entry, name: string, accepted: readonly string[]): void {
  if (leavesArchive(name)) throw refusal('RB-1081', { value: name })
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK
  if (!PLAIN_TYPES.includes(type)) throw refusal('RB-1083', { value: name })
  if (entry.isEncrypted()) throw refusal('RB-1082', { value: name })
  if (name.endsWith('/') || isClutter(name)) return
  if (isOfficeEntry(name)) throw refusal('RB-1007', { value: 'a spreadsheet or other Office document' })
  if (isArchiveName(name)) throw refusal('RB-1084', { value: name })
  if (!endsIn(name, accepted)) throw refusal('RB-1088', { value: name, accepted })
  if (!METHODS.includes(entry.compressionMethod)) {
    throw refusal('RB-1091', { value: name, method: entry.compressionMethod })
  }
}
