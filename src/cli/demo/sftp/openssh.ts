import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { SftpProgram } from './program.ts'
import { COLLECTED, KEY_FILE, KNOWN_HOSTS, type KnownServer, LOOPBACK, type Receiver } from './receiver.ts'

/** All that it does here takes a second on a slow machine. */
const LONGEST_MS = 30_000
/** Nothing of the settings, keys and known servers of whoever runs the demo. Names are in the receiver's folder. */
const OPTIONS = [
  ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR'],
  ...['-o', 'StrictHostKeyChecking=yes', '-o', `UserKnownHostsFile=${KNOWN_HOSTS}`],
  ...['-o', 'GlobalKnownHostsFile=none', '-i', KEY_FILE],
]

/** The `sftp` of OpenSSH. */
export const openSsh: SftpProgram = {
  name: "OpenSSH's sftp",
  async collect(receiver, server) {
    const said = await run(receiver, server, receiver.login, `get outbox/*.csv ${COLLECTED}`)
    if (said !== null) throw new Error(said)
  },
  tryToGet: (receiver, server, login, path) => run(receiver, server, login, `get "${path}" stolen`),
}

/** Tells whether it can be started here. */
export async function openSshIsThere(): Promise<boolean> {
  // An option that it does not have: it prints its usage and ends.
  const child = spawn('sftp', ['-?'], { stdio: 'ignore', timeout: LONGEST_MS })
  return once(child, 'exit').then(
    () => true,
    () => false,
  )
}

/** Null when all went well, else the first thing that it complained of. */
async function run(
  { folder }: Receiver,
  { port }: KnownServer,
  login: string,
  line: string,
): Promise<string | null> {
  const child = spawn('sftp', [...OPTIONS, '-P', String(port), '-b', '-', `${login}@${LOOPBACK}`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: LONGEST_MS,
    // A signal from the terminal is for the demo, which ends when this is done.
    detached: true,
  })
  // It ends before it has read everything when nobody lets it in.
  child.stdin.on('error', () => {})
  child.stdin.end(`${line}\n`)
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  if (status === 0) return null
  return said.trim().split(/\r?\n/)[0] || `it ended with status ${status}`
}
