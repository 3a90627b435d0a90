import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { refusal } from '../domain/finding.ts'
import type { Sealer } from '../domain/sealer.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** What GCM is made for; drawn by chance, and far fewer than the 2^32 after which that would be unsafe. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'gcm1'

/**
 * Secrets that Rollbook must be able to read again, as `gcm1$nonce$text` (base64url): AES-256-GCM under a key made from
 * the instance key, which is not in the database. The purpose is authenticated with the text.
 */
export function sealer(instanceKey: string): Sealer {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(instanceKey, 'hex'), '', 'rollbook secrets 1', KEY_BYTES),
  )
  return {
    seal(secret, purpose) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(purpose))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [VERSION, nonce.toString('base64url'), text.toString('base64url')].join('$')
    },
    open(sealed, purpose) {
      const [version, nonce = '', text = ''] = sealed.split('$')
      const bytes = Buffer.from(text, 'base64url')
      try {
        if (version !== VERSION) throw new Error('of another version')
        const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64url'), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(Buffer.from(purpose))
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        // Its reason may say how the bytes look; whoever must mend it needs only to know which key is meant.
        throw refusal('RB-9050', { field: purpose })
      }
    },
  }
}
