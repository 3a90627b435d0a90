import { constants } from 'node:fs'
import { chmod, link, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { refusal } from '../../domain/finding.ts'
import { ed25519Pair } from './key-pair.ts'

const RSA_BITS = 3072
const KINDS = [
  { name: 'host-ed25519', make: () => ed25519Pair() },
  { name: 'host-rsa', make: () => ssh2.utils.generateKeyPairSync('rsa', { bits: RSA_BITS }) },
]

export interface HostKey {
  readonly path: string
  /** In OpenSSH format. */
  readonly privateKey: string
  /** A line as in `known_hosts`, without the name of the host. */
  readonly publicKey: string
}

/**
 * The keys by which clients know the server again, ed25519 and RSA, from `sftp/` in the data folder: made at first use,
 * readable by their owner alone. Several machines that serve one address need the same ones. Throws RB-7320 for a file
 * that is no key, or that others may read.
 */
export async function hostKeys(dataFolder: string): Promise<HostKey[]> {
  const folder = join(dataFolder, 'sftp')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const keys: HostKey[] = []
  for (const { name, make } of KINDS) {
    const path = join(folder, name)
    keys.push((await read(path)) ?? (await made(path, make().private)))
  }
  return keys
}

async function made(path: string, key: string): Promise<HostKey> {
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, key, { mode: 0o600, flush: true })
  await chmod(fresh, 0o600)
  // A link is made whole or not at all, and not over a key that another process made meanwhile.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  return (await read(path))!
}

async function read(path: string): Promise<HostKey | null> {
  const refuse = (reason: string) => refusal('RB-7320', { file: path, reason })
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    if (((await file.stat()).mode & 0o077) !== 0) throw refuse('others may read it')
    const privateKey = await file.readFile('utf8')
    const parsed = ssh2.utils.parseKey(privateKey)
    if (parsed instanceof Error) throw refuse(parsed.message)
    return { path, privateKey, publicKey: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}` }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw code === undefined ? error : refuse(message)
  }
}
