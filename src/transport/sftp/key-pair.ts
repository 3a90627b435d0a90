import ssh2 from 'ssh2'

/** In OpenSSH format. */
export interface KeyPair {
  readonly private: string
  readonly public: string
}

/**
 * Makes a pair of ed25519 keys. ssh2 1.17 drops a zero byte at the beginning of the public key, so that one pair of 256
 * cannot be read by anybody: such a pair is thrown away and another one made.
 */
export function ed25519Pair(make: () => KeyPair = () => ssh2.utils.generateKeyPairSync('ed25519')): KeyPair {
  for (;;) {
    const pair = make()
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}
