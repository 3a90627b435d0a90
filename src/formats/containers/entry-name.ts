/** Entries that archive programs add by themselves. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/

/** How the names of files in an archive end, unless the format of the feed says otherwise. */
export const TABLE_NAMES: readonly string[] = ['.csv', '.txt', '.tsv']

export const XML_NAMES: readonly string[] = ['.xml']

const ARCHIVE_NAMES = ['.zip', '.gz', '.tgz', '.tar', '.7z', '.rar', '.xz', '.bz2', '.zst', '.jar']

/** Would the entry, unpacked, land outside of the folder? Backslashes and drive letters count on Windows. */
export function leavesArchive(name: string): boolean {
  return (
    name === '' ||
    name.startsWith('/') ||
    name.includes('\\') ||
    name.includes('\0') ||
    /^[A-Za-z]:/.test(name) ||
    name.split('/').includes('..')
  )
}

export function isClutter(name: string): boolean {
  return CLUTTER.test(name)
}

export function isArchiveName(name: string): boolean {
  return endsIn(name, ARCHIVE_NAMES)
}

/** Office documents are zip archives with an entry of this name. */
export function isOfficeEntry(name: string): boolean {
  return name === '[Content_Types].xml' || name === 'mimetype'
}

export function endsIn(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending))
}
