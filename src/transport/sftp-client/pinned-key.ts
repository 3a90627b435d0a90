import { hash } from 'node:crypto'
import ssh2 from 'ssh2'

/** The key by which a server has to show that it is the one that is meant. */
export interface PinnedKey {
  readonly fingerprint: string
  /** `ssh-ed25519` and the like; null when only the fingerprint is known. */
  readonly type: string | null
}

/**
 * Reads a fingerprint as `ssh-keygen -l` shows it (`SHA256:…`), or a public key as it stands in `known_hosts` behind the
 * name. Null for anything else; other fingerprints are of hashes that are broken.
 */
export function pinnedKey(text: string): PinnedKey | null {
  const trimmed = text.trim()
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(trimmed)) return { fingerprint: trimmed, type: null }
  const [type, blob] = trimmed.split(/\s+/)
  if (type === undefined || blob === undefined || type.startsWith('-')) return null
  const parsed = ssh2.utils.parseKey(`${type} ${blob}`)
  if (parsed instanceof Error || parsed.type !== type) return null
  return { fingerprint: fingerprintOf(parsed.getPublicSSH()), type }
}

/** Of a public key as it is sent. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${hash('sha256', key, 'base64').replace(/=+$/, '')}`
}
