import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { refusal } from '../../domain/finding.ts'
import { makeFolder } from '../storage/make-folder.ts'
import { makeOnce } from '../storage/make-once.ts'
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
  await makeFolder(folder)
  const keys: HostKey[] = []
  for (const { name, make } of KINDS) {
    const path = join(folder, name)
    const existing = await read(path)
    if (existing === null) await makeOnce(path, make().private)
    keys.push(existing ?? (await read(path))!)
  }
  return keys
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
