/** The type's number in PostgreSQL. */
const UUID_OID = 2950
const UUID_BYTES = 16
const LENGTH_BYTES = 4
const ELEMENT_BYTES = LENGTH_BYTES + UUID_BYTES
/** Dimensions, whether there are nulls, the type; length and first index of the one dimension. */
const HEAD = 5

/**
 * A `uuid[]` in PostgreSQL's binary format, for statements that take thousands: to read their text costs the server nearly
 * as much as to store them. To be cast in the statement: `${uuidArray(count, put)}::uuid[]`.
 *
 * @param put writes the 16 bytes of each, by its number from 0 on, to `into` from `at` on
 */
export function uuidArray(count: number, put: (index: number, into: Buffer, at: number) => void): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD * LENGTH_BYTES + count * ELEMENT_BYTES)
  let at = 0
  for (const number of [1, 0, UUID_OID, count, 1]) at = bytes.writeInt32BE(number, at)
  for (let index = 0; index < count; index++) {
    at = bytes.writeInt32BE(UUID_BYTES, at)
    put(index, bytes, at)
    at += UUID_BYTES
  }
  return bytes
}
