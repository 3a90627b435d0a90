/**
 * Longest record, in characters, its quotes and line breaks included. A record is held in memory whole, so this is
 * what keeps memory flat; the longest honest ones (a course summary in HTML) stay below a tenth of it.
 */
export const MAX_RECORD_LENGTH = 1_048_576

/** Most columns of a file. The widest formats have some fifty, plus a site's custom profile fields. */
export const MAX_COLUMNS = 1_000
