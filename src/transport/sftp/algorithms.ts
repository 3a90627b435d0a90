import type { Algorithms } from 'ssh2'

/** What connections agree on. */
export interface Negotiated {
  readonly kex: string
  readonly serverHostKey: string
  readonly cs: { readonly cipher: string; readonly mac: string }
  readonly sc: { readonly cipher: string; readonly mac: string }
}

/**
 * Modern algorithms. Not chacha20-poly1305, which many clients would choose first: in packets of 32 KB it does 345 MB in a
 * second of a core here, AES-CTR with HMAC 625 and AES-GCM 980 (measured). No compression: it would let a small packet
 * become a large one.
 */
const MODERN = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms

/** For systems that know nothing newer: SHA-1 and CBC, each below everything modern. */
const LEGACY = {
  kex: ['diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-cbc', 'aes256-cbc'],
  hmac: ['hmac-sha1'],
} satisfies Algorithms

/** What the server offers. The name is not known yet: legacy ones are offered to all, and then taken from few. */
export function offered(legacy: boolean): Algorithms {
  if (!legacy) return MODERN
  return {
    ...MODERN,
    kex: [...MODERN.kex, ...LEGACY.kex],
    serverHostKey: [...MODERN.serverHostKey, ...LEGACY.serverHostKey],
    cipher: [...MODERN.cipher, ...LEGACY.cipher],
    hmac: [...MODERN.hmac, ...LEGACY.hmac],
  } as Algorithms
}

export function isLegacy({ kex, serverHostKey, cs, sc }: Negotiated): boolean {
  const { kex: oldKex, serverHostKey: oldKeys, cipher, hmac } = LEGACY
  const old: readonly string[] = [...oldKex, ...oldKeys, ...cipher, ...hmac]
  return [kex, serverHostKey, cs.cipher, cs.mac, sc.cipher, sc.mac].some((name) => old.includes(name))
}
