import type { MoreUserField } from '../../domain/more-fields.ts'
import type { ImsPerson } from './elements.ts'

/** Kinds of `tel`, by number and by word; one that says none is a voice line. */
const VOICE: readonly (string | null)[] = [null, '', '1', 'voice']
const MOBILE: readonly (string | null)[] = ['3', 'mobile']

/** Telephone numbers and streets of a person, the first of each kind; null: there is none. */
export function contactValues({
  tels,
  streets,
}: ImsPerson): Readonly<Partial<Record<MoreUserField, string | null>>> {
  const first = (kinds: readonly (string | null)[]) =>
    tels.find(({ text, teltype }) => text !== '' && kinds.includes(teltype?.toLowerCase() ?? null))?.text ??
    null
  return {
    phone1: first(VOICE),
    phone2: first(MOBILE),
    address: streets.filter((street) => street !== '').join(', '),
  }
}
