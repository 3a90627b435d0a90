import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const SALT_BYTES = 16
const TAG_BYTES = 32
/** KiB, and rounds over it: 48 ms on a server of 2026 (measured). */
const MEMORY = 19_456
const PASSES = 2
/** Bytes of a password that is made here: more than anybody can try. */
const MADE_BYTES = 20
/** Passwords that are hashed at the same time: each takes 19 MiB and a core. */
const AT_ONCE = 2

const derive: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2)

/** A password for an account, in letters that a person can copy. */
export function madePassword(): string {
  return randomBytes(MADE_BYTES).toString('base64url')
}

/** `argon2id$memory$passes$salt$tag`: few logins, each tried by strangers, so the slow hash is the right one here. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await tagOf(password, salt, MEMORY, PASSES)
  return ['argon2id', MEMORY, PASSES, salt.toString('base64url'), tag.toString('base64url')].join('$')
}

/** Of no password: nothing matches it, at the same cost. */
const NONE = `argon2id$${MEMORY}$${PASSES}$${Buffer.alloc(SALT_BYTES).toString('base64url')}$${Buffer.alloc(TAG_BYTES).toString('base64url')}`

/**
 * Tells whether a password is the one that was hashed. Null, for an account without one or a login that is not there,
 * takes the same work, so that the time of the answer does not tell who exists.
 */
export function passwordVerifier(): (password: string, stored: string | null) => Promise<boolean> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (password, stored) => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      const matches = await isTagOf(password, stored ?? NONE)
      return matches && stored !== null
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

async function isTagOf(password: string, stored: string): Promise<boolean> {
  const [scheme, memory, passes, salt = '', tag = ''] = stored.split('$')
  if (scheme !== 'argon2id') return false
  const expected = Buffer.from(tag, 'base64url')
  const derived = await tagOf(password, Buffer.from(salt, 'base64url'), Number(memory), Number(passes))
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

function tagOf(message: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  return derive('argon2id', { message, nonce, memory, passes, parallelism: 1, tagLength: TAG_BYTES })
}
