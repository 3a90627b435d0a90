import ssh2, { type AuthContext, type PublicKeyAuthContext } from 'ssh2'
import { addressList } from './addresses.ts'
import type { Gate } from './gate.ts'
import type { SftpAccount, SftpHost } from './host.ts'

const METHODS: ('publickey' | 'password')[] = ['publickey', 'password']

/** One connection that somebody wants to sign in through. */
export interface Caller {
  readonly address: string
  /** Its connection agreed on an old algorithm. */
  readonly isLegacy: boolean
  /** Whether the account may have one more session. */
  hasRoom(account: SftpAccount): boolean
}

export interface SignInTools {
  readonly host: SftpHost
  readonly gate: Gate
  readonly now: () => number
}

/** What became of one try. `query`: the client only asked whether a key would do. */
export type Tried =
  | { readonly result: 'signedIn'; readonly account: SftpAccount; readonly how: string }
  | { readonly result: 'query' | 'otherMethod' }
  | { readonly result: 'failed'; readonly account: SftpAccount | null; readonly why: string }

/**
 * Judges one try. Whoever may not sign in gets the same answer after the same work, whether the login is unknown, locked,
 * disabled, past its time or calls from elsewhere: strangers learn nothing about who has an account.
 */
export async function tryToSignIn(
  context: AuthContext,
  caller: Caller,
  { host, gate, now }: SignInTools,
): Promise<Tried> {
  const { method, username } = context
  if (method !== 'publickey' && method !== 'password') {
    context.reject(METHODS)
    return { result: 'otherMethod' }
  }
  const account = await host.find(username)
  const why =
    reasonAgainst(account, caller, now()) ??
    (gate.isLockedOut(caller.address, username) ? 'locked out' : null)
  const allowed = why === null ? account : null
  const isQuery = method === 'publickey' && context.signature === undefined
  const isRight =
    method === 'publickey'
      ? keyMatches(context, allowed)
      : await host.passwordMatches(allowed, context.password)
  if (isQuery) {
    if (isRight) context.accept()
    else context.reject(METHODS)
    return { result: 'query' }
  }
  if (isRight && allowed !== null) {
    gate.succeeded(caller.address, username)
    context.accept()
    return { result: 'signedIn', account: allowed, how: howOf(context, allowed) }
  }
  gate.failed(caller.address, username)
  context.reject(METHODS)
  return { result: 'failed', account, why: why ?? `wrong ${method === 'publickey' ? 'key' : 'password'}` }
}

/** Why nobody may use an account, wherever he calls from. Null: it is open. */
export function reasonClosed(account: SftpAccount | null, now: number): string | null {
  if (account === null) return 'unknown'
  if (account.disabled) return 'disabled'
  return account.expiresAt !== null && account.expiresAt <= now ? 'expired' : null
}

function reasonAgainst(account: SftpAccount | null, caller: Caller, now: number): string | null {
  const closed = reasonClosed(account, now)
  if (account === null || closed !== null) return closed
  const { allowedAddresses } = account
  if (allowedAddresses.length > 0 && !addressList(allowedAddresses)(caller.address)) return 'address'
  if (caller.isLegacy && !account.legacyAlgorithms) return 'legacy algorithms'
  return caller.hasRoom(account) ? null : 'too many sessions'
}

/** The signature is checked also where the key is not known, so that its absence is not heard in the time. */
function keyMatches(
  { key, signature, blob, hashAlgo }: PublicKeyAuthContext,
  account: SftpAccount | null,
): boolean {
  const isOld = key.algo === 'ssh-rsa' && hashAlgo === undefined
  const offered = key.data.toString('base64')
  const isKnown = account?.keys.some((known) => known.type === key.algo && known.blob === offered) ?? false
  const isModern = !isOld || (account?.legacyAlgorithms ?? false)
  if (signature === undefined || blob === undefined) return isKnown && isModern
  return isSigned(key.data, blob, signature, hashAlgo) && isKnown && isModern
}

function isSigned(key: Buffer, blob: Buffer, signature: Buffer, hashAlgo: string | undefined): boolean {
  const parsed = ssh2.utils.parseKey(key)
  return !(parsed instanceof Error) && parsed.verify(blob, signature, hashAlgo) === true
}

function howOf(context: AuthContext, account: SftpAccount): string {
  if (context.method !== 'publickey') return context.method
  const blob = context.key.data.toString('base64')
  return account.keys.find((key) => key.blob === blob)!.fingerprint
}
