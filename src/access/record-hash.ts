import { hash } from 'node:crypto'

/** Hex digits: 16 bytes. A billion records remembered for one key's lifetime collide with odds of about 1 in 10^21. */
const HEX_DIGITS = 32

/** 132 bits of the key: half the time of a hash is what stands before the text. */
const PREFIX_LENGTH = 22

/**
 * Hashes a record's text under the instance key. Keyed, because the text may hold a password and the result lies in
 * the database; cut to 16 bytes, which also keeps the key-before-text construction safe from being extended.
 */
export function recordHasher(instanceKey: string): (text: string) => string {
  const prefix = hash('sha256', `rollbook record ${instanceKey}`, 'base64url').slice(0, PREFIX_LENGTH)
  return (text) => hash('sha256', prefix + text, 'hex').slice(0, HEX_DIGITS)
}
