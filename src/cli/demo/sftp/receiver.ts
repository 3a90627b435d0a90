import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostKey } from '../../../transport/sftp/host-keys.ts'
import { ed25519Pair } from '../../../transport/sftp/key-pair.ts'

/** The machine of an organisation that collects files: a folder, with what its SFTP client needs. */
export interface Receiver {
  readonly folder: string
  readonly login: string
  /** As it is given to Rollbook. */
  readonly publicKey: string
}

/** The server as it is known on that machine. */
export interface KnownServer {
  readonly port: number
  readonly hostKeys: readonly HostKey[]
}

/** Of the server. Nobody else is to reach it. */
export const LOOPBACK = '127.0.0.1'
/** In the folder of a receiver. */
export const KEY_FILE = 'key'
export const KNOWN_HOSTS = 'known_hosts'
export const COLLECTED = 'collected'

/** Makes the folder, with a key of its own. */
export async function makeReceiver(folder: string, login: string): Promise<Receiver> {
  await mkdir(join(folder, COLLECTED), { recursive: true, mode: 0o700 })
  const keys = ed25519Pair()
  await writeFile(join(folder, KEY_FILE), keys.private, { mode: 0o600 })
  return { folder, login, publicKey: keys.public }
}

/** Writes down the keys by which the server is to be known. */
export async function meet({ folder }: Receiver, { port, hostKeys }: KnownServer): Promise<void> {
  const lines = hostKeys.map(({ publicKey }) => `[${LOOPBACK}]:${port} ${publicKey}\n`)
  await writeFile(join(folder, KNOWN_HOSTS), lines.join(''))
}

/** What was collected, by name. */
export async function collectedBy({ folder }: Receiver): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(join(folder, COLLECTED))).sort()
  const read = async (name: string) => ({
    name,
    text: await readFile(join(folder, COLLECTED, name), 'utf8'),
  })
  return Promise.all(names.map(read))
}
