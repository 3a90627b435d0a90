/** RFC 5321: an address in a path has at most 254 characters, 64 of them before the @. */
const LONGEST_ADDRESS = 254
const LONGEST_LOCAL_PART = 64

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const DOMAIN =
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/

/**
 * Has the text the form of one e-mail address, as LMS platforms check it? ASCII only; the domain has at least
 * one dot; no quoted local parts, comments, display names or address literals.
 */
export function isEmail(text: string): boolean {
  if (text.length > LONGEST_ADDRESS) return false
  const at = text.indexOf('@')
  if (at < 1 || at > LONGEST_LOCAL_PART || !LOCAL_PART.test(text.slice(0, at))) return false
  return DOMAIN.test(text.slice(at + 1))
}
