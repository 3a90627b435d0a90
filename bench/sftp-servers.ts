import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import ssh2 from 'ssh2'
import startOptions from '../bin/start-options.cjs'
import type { SftpJob, SftpServing } from './sftp-child.ts'

const ROOT = new URL('..', import.meta.url).pathname
const SSHD = '/usr/sbin/sshd'
const LONGEST_START_MS = 10_000

/** A server on this machine to which the same client goes. */
export interface MeasuredServer extends AsyncDisposable {
  readonly port: number
  readonly login: string
  /** The file that is got, and where files are put. */
  readonly big: string
  readonly put: string
}

export async function rollbookServer(job: SftpJob, signal: AbortSignal): Promise<MeasuredServer> {
  const { DATABASE_URL: _, ...env } = startOptions.environment(ROOT)
  const path = new URL('./sftp-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [...startOptions.flags(env, 'sftp'), path, JSON.stringify(job)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
    signal,
    killSignal: 'SIGKILL',
  })
  const exited = once(child, 'exit')
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  const { port, login } = JSON.parse(String(value)) as SftpServing
  return {
    port,
    login,
    big: 'big.bin',
    // A temporary name: the hub would look at a file that arrived, while the next one is measured.
    put: 'inbox/put.bin.part',
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}

/**
 * OpenSSH's own server, as its Debian package has it, with a configuration of its own that lets the user of this process
 * in with one key. It is there to be compared with, and ends with the benchmark.
 */
export async function opensshServer(
  folder: string,
  publicKey: string,
  signal: AbortSignal,
): Promise<MeasuredServer> {
  await mkdir(folder, { recursive: true })
  // Run by root it insists on this folder, which a boot would have made.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const keys = ssh2.utils.generateKeyPairSync('ed25519')
  const hostKey = join(folder, 'host-key')
  const authorised = join(folder, 'authorised')
  const config = join(folder, 'config')
  await writeFile(hostKey, keys.private, { mode: 0o600 })
  await writeFile(authorised, `${publicKey}\n`, { mode: 0o600 })
  await chmod(folder, 0o711)
  const port = await freePort()
  const lines = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorised}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'Subsystem sftp internal-sftp',
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  const child = spawn(SSHD, ['-D', '-e', '-f', config], {
    stdio: ['ignore', 'ignore', 'ignore'],
    signal,
    killSignal: 'SIGTERM',
  })
  const exited = once(child, 'exit')
  const { username } = userInfo()
  await listening(port, child)
  return {
    port,
    login: username,
    big: join(folder, 'big.bin'),
    put: join(folder, 'put.bin'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number, child: { readonly exitCode: number | null }): Promise<void> {
  const end = performance.now() + LONGEST_START_MS
  while (performance.now() < end && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isThere) return
    await wait(50)
  }
  throw new Error(`${SSHD} did not start; apt-get install openssh-server brings it`)
}
