/**
 * Largest record, in characters of what is read of it, markup counted at a flat rate. A record is held in memory whole,
 * so this keeps memory flat; it is what a record of a CSV file may have. Members that come before the sourcedid of
 * their membership may be as large together.
 */
export const MAX_RECORD_SIZE = 1_048_576
