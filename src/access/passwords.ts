import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from '../domain/password-hasher.ts'

const SCHEME = 'keyed1'
const DIGEST_LENGTH = 64
const SALT_BYTES = 16
/** Salts are drawn in bulk: one call for each password would cost more than its hash. */
const SALTS_DRAWN = 4096

/**
 * Passwords of accounts of the embedded site, as `keyed1$salt$digest`: SHA-512/256 over the instance key, a salt of
 * its own and the password. The key may stand before the text, since the digest is half of the hash's inner state and
 * cannot be extended; HMAC would take two hashes for the same.
 *
 * A slow hash is not used here on purpose. A file brings passwords by the ten thousand, in clear text that its sender
 * also has; at 48 ms each (argon2id, 19 MiB) a first import of a university would take hours. What guards the stored
 * ones is the key, which is not in the database.
 */
export function passwordHasher(instanceKey: string): PasswordHasher {
  // Both of fixed length, so that no other key, salt and password spell the same text.
  const prefix = hash('sha256', `rollbook password ${instanceKey}`, 'hex')
  const digest = (salt: string, password: string) => hash('sha512-256', prefix + salt + password, 'hex')
  let salts = Buffer.alloc(0)
  let drawn = 0
  const salt = () => {
    if (drawn === salts.length) {
      salts = randomBytes(SALT_BYTES * SALTS_DRAWN)
      drawn = 0
    }
    drawn += SALT_BYTES
    return salts.toString('hex', drawn - SALT_BYTES, drawn)
  }
  return {
    hash(password) {
      const own = salt()
      return `${SCHEME}$${own}$${digest(own, password)}`
    },
    matches(password, stored) {
      const [scheme, own, there] = stored.split('$')
      if (scheme !== SCHEME || own === undefined || there?.length !== DIGEST_LENGTH) return false
      return timingSafeEqual(Buffer.from(digest(own, password)), Buffer.from(there))
    },
  }
}
