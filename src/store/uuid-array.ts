/** The type's number in PostgreSQL. */
const UUID_OID = 2950
const UUID_BYTES = 16
const LENGTH_BYTES = 4
const ELEMENT_BYTES = LENGTH_BYTES + UUID_BYTES
/** Dimensions, whether there are nulls, the type; length and first index of the one dimension. */
const HEAD = 5

/**
 * A `uuid[]` in PostgreSQL's binary format, for statements that take thousands: to read their text costs the server nearly
 * as much as to store them. To be cast in the statement: `${uuidArray(things, digestOf)}::uuid[]`.
 *
 * @param digitsOf 32 hexadecimal digits of each; what follows them is left out
 */
export function uuidArray<T>(things: readonly T[], digitsOf: (thing: T) => string): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD * LENGTH_BYTES + things.length * ELEMENT_BYTES)
  let at = 0
  for (const number of [1, 0, UUID_OID, things.length, 1]) at = bytes.writeInt32BE(number, at)
  for (const thing of things) {
    at = bytes.writeInt32BE(UUID_BYTES, at)
    at += bytes.write(digitsOf(thing), at, UUID_BYTES, 'hex')
  }
  return bytes
}
