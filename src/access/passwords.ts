import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from '../domain/password-hasher.ts'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const SALT_BYTES = 16
/** Salts are drawn in bulk: one call for each password would cost more than its hash. */
const SALTS_DRAWN = 4096

/**
 * Passwords of accounts of the embedded site, as `hmac1$salt$digest`: HMAC-SHA-256 under the instance key, over a salt
 * of its own and the password.
 *
 * A slow hash is not used here on purpose. A file brings passwords by the ten thousand, in clear text that its sender
 * also has; at 48 ms each (argon2id, 19 MiB) a first import of a university would take hours. What guards the stored
 * ones is the key, which is not in the database.
 */
export function passwordHasher(instanceKey: string): PasswordHasher {
  // The key as its 64 hex digits fills a block, and both pads keep its bytes below 128: they can be text.
  const inner = padded(instanceKey, 0x36).toString('latin1')
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  padded(instanceKey, 0x5c).copy(outer)
  // The runtime's own createHmac takes 12 µs a call, two one-shot hashes 2 µs (measured); the result is the same.
  const hmac = (message: string) => {
    hash('sha256', inner + message, 'buffer').copy(outer, BLOCK_BYTES)
    return hash('sha256', outer, 'hex')
  }
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
      return `hmac1$${own}$${hmac(own + password)}`
    },
    matches(password, stored) {
      const [scheme, own, digest] = stored.split('$')
      if (scheme !== 'hmac1' || own === undefined || digest === undefined) return false
      return timingSafeEqual(Buffer.from(hmac(own + password)), Buffer.from(digest.padEnd(64).slice(0, 64)))
    },
  }
}

function padded(key: string, pad: number): Buffer {
  return Buffer.from(key, 'latin1').map((byte) => byte ^ pad) as Buffer
}
