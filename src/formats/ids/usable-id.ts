import { SEPARATOR } from '../../domain/record-key.ts'

/** The longest id number that a site keeps; a longer text is nobody's. */
const LONGEST_ID = 255

/** May somebody have this id number? */
export function isUsableId(id: string): boolean {
  return id !== '' && id.length <= LONGEST_ID && !id.includes(SEPARATOR)
}
