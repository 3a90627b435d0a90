import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** OpenSSH's own server on this machine, with keys of its own, which lets the user of the tests sign in. */
export interface Sshd extends AsyncDisposable {
  readonly port: number
  readonly user: string
  /** The private key that may sign in. */
  readonly privateKey: string
  /** Lines as in `known_hosts`, without the name of the host. */
  readonly hostKeys: { readonly ed25519: string; readonly rsa: string }
  /** Where a login leads. */
  readonly folder: string
  /** Connections that were made. */
  readonly connections: number
  /** From now on a connection is cut when so many bytes have come through it; null: none is. */
  cutAfter(bytes: number | null): void
}

export async function sshd(config: readonly string[] = []): Promise<Sshd> {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const folder = join(path, 'home')
  await mkdir(folder)
  // Where it shuts itself in; its service makes it, and here none runs.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const client = ed25519Pair()
  const ed25519 = ed25519Pair()
  const rsa = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
  const write = (name: string, text: string) => writeFile(join(path, name), text, { mode: 0o600 })
  await write('ed25519', ed25519.private)
  await write('rsa', rsa.private)
  await write('authorized_keys', client.public)
  await write(
    'config',
    [
      `HostKey ${join(path, 'ed25519')}`,
      `HostKey ${join(path, 'rsa')}`,
      `AuthorizedKeysFile ${join(path, 'authorized_keys')}`,
      ...['UsePAM no', 'StrictModes no', 'PermitRootLogin yes', 'PasswordAuthentication yes'],
      ...['PidFile none', 'LogLevel ERROR'],
      'Subsystem sftp internal-sftp',
      `ForceCommand internal-sftp -d ${folder}`,
      ...config,
      '',
    ].join('\n'),
  )
  let most: number | null = null
  let connections = 0
  const ending = new Set<() => Promise<void>>()
  const serve = (socket: Socket) => {
    connections++
    const child = spawn('/usr/sbin/sshd', ['-i', '-e', '-f', join(path, 'config')], { stdio: 'pipe' })
    const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()))
    const end = async () => {
      socket.destroy()
      child.stdin.destroy()
      child.kill()
      await exited
    }
    ending.add(end)
    void exited.then(() => ending.delete(end))
    let came = 0
    socket.on('data', (piece: Buffer) => {
      came += piece.length
      if (most !== null && came > most) void end()
    })
    socket.on('error', () => {})
    socket.on('close', () => child.stdin.destroy())
    child.stdin.on('error', () => {})
    child.stderr.resume()
    socket.pipe(child.stdin)
    child.stdout.pipe(socket)
  }
  const server = createServer({ noDelay: true }, serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stack.defer(async () => {
    server.close()
    await Promise.all([...ending].map((end) => end()))
  })
  const { port } = server.address() as { port: number }
  const owned = stack.move()
  return {
    port,
    user: userInfo().username,
    privateKey: client.private,
    hostKeys: { ed25519: ed25519.public.trim(), rsa: rsa.public.trim() },
    folder,
    get connections() {
      return connections
    },
    cutAfter(bytes) {
      most = bytes
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
