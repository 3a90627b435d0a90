/** The deepest honest documents of the formats that are read have some ten levels. */
export const MAX_DEPTH = 100

/** The elements with the most attributes have five, besides namespaces. */
export const MAX_ATTRIBUTES = 100

/** Names of elements and attributes, prefix included, in characters. */
export const MAX_NAME_LENGTH = 256

/** In characters; attributes hold codes, the longest are namespaces and addresses. */
export const MAX_ATTRIBUTE_LENGTH = 65_536

/**
 * Anything that the parser holds in memory until it ends, in characters: a text, a tag, a comment. It is what a record
 * of a CSV file may have; the parser may need sixty bytes for each character.
 */
export const MAX_TEXT_LENGTH = 1_048_576

/** The parser gets so many characters at a time, so that the limits are looked at before a huge chunk is parsed. */
export const STRIDE_LENGTH = 16_384

/** The XML declaration lies within; a full one has some sixty bytes, twice that in UTF-16. */
export const HEAD_BYTES = 512
