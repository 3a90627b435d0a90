import type { PasswordHasher } from '../../domain/password-hasher.ts'
import { ACCOUNT_PASSWORD, type Sealer } from '../../domain/sealer.ts'

/**
 * What planning keeps of passwords for a server: it must be sent as it is, so it is sealed instead of hashed, from the
 * moment that it is planned until it is sent. What the server has is never known, so a password always differs from that.
 */
export function sealedPasswords(sealer: Sealer): PasswordHasher {
  return {
    hash: (password) => sealer.seal(password, ACCOUNT_PASSWORD),
    matches: (password, sealed) => sealed !== '' && sealer.open(sealed, ACCOUNT_PASSWORD) === password,
  }
}
