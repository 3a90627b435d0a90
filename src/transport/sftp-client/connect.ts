import type { Algorithms, Client, ConnectConfig } from 'ssh2'
import ssh2 from 'ssh2'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { offered } from '../sftp/algorithms.ts'
import { fingerprintOf } from './pinned-key.ts'
import type { SftpClientLimits, SftpSettings } from './settings.ts'

/** Kinds of host keys, each with the algorithms by which it is shown. A server has one of a kind. */
const KINDS: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
]

const KEEP_ALIVE_MS = 10_000
const KEEP_ALIVE_MOST = 3

/**
 * Signs in to a server that shows the pinned key. Of a fingerprint alone the kind is not known, so the server is asked for
 * one kind after the other; nothing of ours is sent before one of them fits.
 *
 * Throws RB-7405 when it is not reached, RB-7406 for other keys, RB-7407 when it lets us not in, RB-7409 when it is silent,
 * RB-7418 for a private key that cannot be used.
 */
export async function connect(settings: SftpSettings, limits: SftpClientLimits): Promise<Client> {
  const { host, hostKey } = settings
  const credentials = credentialsOf(settings)
  const kinds = hostKey.type === null ? KINDS : KINDS.filter((kind) => isOfKind(hostKey.type!, kind))
  const seen: string[] = []
  for (const kind of kinds) {
    const client = await connectOnce(settings, limits, credentials, kind, seen)
    if (client !== null) return client
  }
  throw refusal('RB-7406', {
    host,
    value: seen.length === 0 ? 'none of that kind' : seen.join(', '),
    accepted: hostKey.fingerprint,
  })
}

type Credentials = Pick<ConnectConfig, 'privateKey' | 'password'>

function credentialsOf({ secret, host }: SftpSettings): Credentials {
  if (!secret.includes('PRIVATE KEY-----')) return { password: secret }
  const parsed = ssh2.utils.parseKey(secret)
  // What the library says of a key may be told: it quotes none of it.
  if (parsed instanceof Error) throw refusal('RB-7418', { host, reason: parsed.message })
  return { privateKey: secret }
}

function isOfKind(type: string, kind: readonly string[]): boolean {
  return kind.includes(type) || (type === 'ssh-rsa' && kind.includes('rsa-sha2-512'))
}

/** Null when the server has no key of the kind, or another one, which is then added to those that were seen. */
async function connectOnce(
  { host, port, user, hostKey }: SftpSettings,
  { connectMs }: SftpClientLimits,
  credentials: Credentials,
  kind: readonly string[],
  seen: string[],
): Promise<Client | null> {
  const client = new ssh2.Client()
  const { promise, resolve, reject } = Promise.withResolvers<Client | null>()
  const timer = setTimeout(
    () => reject(refusal('RB-7409', { host, seconds: Math.round(connectMs / 1000) })),
    connectMs,
  )
  let isOther = false
  client.on('ready', () => {
    // Questions are small, and each waits for its answer.
    client.setNoDelay(true)
    resolve(client)
  })
  client.on('close', () => reject(refusal('RB-7405', { host, reason: 'it closed the connection' })))
  client.on('error', (error: Error & { level?: string; code?: string }) => {
    const { level, message, code } = error
    if (isOther || message.includes('no matching host key')) resolve(null)
    else if (level === 'client-authentication') reject(refusal('RB-7407', { host, value: user }))
    else reject(refusal('RB-7405', { host, reason: code ?? message }, { cause: error }))
  })
  client.connect({
    host,
    port,
    username: user,
    ...credentials,
    algorithms: { ...offered(false), serverHostKey: [...kind] } as Algorithms,
    readyTimeout: connectMs,
    keepaliveInterval: KEEP_ALIVE_MS,
    keepaliveCountMax: KEEP_ALIVE_MOST,
    hostVerifier: (key: Buffer) => {
      const shown = fingerprintOf(key)
      isOther = shown !== hostKey.fingerprint
      if (isOther) seen.push(shown)
      return !isOther
    },
  })
  try {
    const connected = await promise
    if (connected === null) client.destroy()
    return connected
  } catch (error) {
    client.destroy()
    throw error instanceof RollbookError ? error : refusal('RB-7405', { host, reason: String(error) })
  } finally {
    clearTimeout(timer)
  }
}
