/** What bytes at the start of a file betray. */
export interface KnownBytes {
  /** With its article, for messages. */
  readonly what: string
  readonly archive: 'zip' | 'gzip' | 'other' | null
}

const KNOWN: readonly (KnownBytes & { readonly bytes: readonly number[] })[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive', archive: 'zip' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'a zip archive', archive: 'zip' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive', archive: 'gzip' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], what: 'a 7z archive', archive: 'other' },
  { bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], what: 'a RAR archive', archive: 'other' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], what: 'an xz archive', archive: 'other' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', archive: 'other' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a zstd archive', archive: 'other' },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    what: 'an old Excel or Office document',
    archive: null,
  },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], what: 'a PDF document', archive: null },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', archive: null },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture', archive: null },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program', archive: null },
]

/** Recognises archives and the documents that are most often sent by mistake. Null: nothing known, so perhaps text. */
export function knownBytes(head: Uint8Array): KnownBytes | null {
  return KNOWN.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte)) ?? null
}
