import { createPublicKey, hash } from 'node:crypto'
import ssh2 from 'ssh2'
import { refusal } from '../../domain/finding.ts'
import type { AccountKey } from '../../transport/sftp/host.ts'

const LEAST_RSA_BITS = 2048
const SHOWN = 40

/**
 * Public keys from the text of a `.pub` or `authorized_keys` file: one on each line, lines with # and empty ones left
 * out. Throws RB-7304 for a line that is no key, a key of another kind, and an RSA key that is too short.
 */
export function readKeys(text: string): AccountKey[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(readKey)
}

function readKey(line: string): AccountKey {
  const refuse = (reason: string) => refusal('RB-7304', { value: line.slice(0, SHOWN), reason })
  if (/PRIVATE KEY/.test(line)) throw refusal('RB-7304', { value: '', reason: 'it is a private key' })
  const [type, blob = '', ...comment] = line.split(/\s+/)
  if (type !== 'ssh-ed25519' && type !== 'ssh-rsa') throw refuse('it begins with neither of the two')
  const parsed = ssh2.utils.parseKey(`${type} ${blob}`)
  if (parsed instanceof Error || parsed.type !== type) throw refuse('it is damaged')
  const bits = createPublicKey(parsed.getPublicPEM()).asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < LEAST_RSA_BITS) throw refuse(`it has ${bits} bits`)
  const bytes = parsed.getPublicSSH()
  return {
    type,
    blob: bytes.toString('base64'),
    fingerprint: `SHA256:${hash('sha256', bytes, 'base64').replace(/=+$/, '')}`,
    comment: comment.join(' '),
  }
}
