/** A feed has a few files. More entries are an accident, or an attack on the directory reader. */
export const MAX_ENTRIES = 100

/** Unpacked bytes of one archive: some forty million enrolment rows. */
export const MAX_UNPACKED_BYTES = 4 * 1024 ** 3

/** Deflate reaches 1,032 to 1 on nothing but zeros; CSV files of very even rows stay below 50 to 1. */
export const MAX_RATIO = 200

/** Small entries may have any ratio: they do no harm. */
export const RATIO_COUNTS_FROM_BYTES = 16 * 1024 ** 2
