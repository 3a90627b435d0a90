/** Rows of one file whose ids are held as hashes, up to 27 bytes each: 270 MB at the limit. */
export const MAX_ROWS = 10_000_000
