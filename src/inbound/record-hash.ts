import { hash } from 'node:crypto'

/** Hex digits: 16 bytes. A billion records remembered for one key's lifetime collide with odds of about 1 in 10^21. */
const HEX_DIGITS = 32

/** 132 bits of the key: half the time of a hash is what stands before the text. */
const PREFIX_LENGTH = 22

/** What stands before each text that is hashed: as secret as the instance key, which cannot be told from it. */
export function recordPrefix(instanceKey: string): string {
  return hash('sha256', `rollbook record ${instanceKey}`, 'base64url').slice(0, PREFIX_LENGTH)
}

/**
 * Hashes a record's text. Keyed, because the text may hold a password and the result lies in the database; cut to 16
 * bytes, which also keeps the key-before-text construction safe from being extended. 32 hex digits.
 */
export function hashRecord(prefix: string, text: string): string {
  return hash('sha256', prefix + text, 'hex').slice(0, HEX_DIGITS)
}
