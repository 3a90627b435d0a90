import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import ssh2 from 'ssh2'
import { refusal } from '../../domain/finding.ts'
import { plainAddress } from './addresses.ts'
import { offered } from './algorithms.ts'
import { type ConnectionTools, SftpConnection } from './connection.ts'
import { Gate } from './gate.ts'
import type { SftpHost } from './host.ts'
import type { HostKey } from './host-keys.ts'
import { SFTP_LIMITS, type SftpLimits } from './limits.ts'
import { Spaces } from './spaces.ts'

export interface SftpServerOptions {
  /** An address of this machine; `::` is all of them. */
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
  readonly hostKeys: readonly HostKey[]
  /** Whether some account may use old algorithms: then they are offered. */
  readonly legacy: boolean
  readonly limits?: Partial<SftpLimits>
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number
}

export interface SftpServer extends AsyncDisposable {
  readonly port: number
  /** Cuts all clients off; what they were sending is kept aside. */
  close(): Promise<void>
}

/**
 * Serves accounts over SFTP: one tree for each, without a shell, commands, forwarding or links. Throws RB-7321 when it
 * cannot listen.
 */
export async function startSftpServer(host: SftpHost, options: SftpServerOptions): Promise<SftpServer> {
  const limits = { ...SFTP_LIMITS, ...options.limits }
  const now = options.now ?? Date.now
  const gate = new Gate(limits, now)
  const tools: ConnectionTools = { host, gate, spaces: new Spaces(host.files), limits, now }
  const connections = new Map<string, SftpConnection>()

  const ssh = new ssh2.Server({
    hostKeys: options.hostKeys.map(({ privateKey }) => privateKey),
    algorithms: offered(options.legacy),
    ident: 'Rollbook',
  })
  ssh.on('connection', (client, info) => connections.get(placeOf(info.ip, info.port))?.greet(client))

  const take = (socket: Socket) => {
    // A connection that is reset says so; it closes then.
    socket.on('error', () => {})
    const { remoteAddress, remotePort } = socket
    const admitted = remoteAddress === undefined ? null : gate.admit(plainAddress(remoteAddress))
    if (admitted === null) {
      socket.destroy()
      return
    }
    const place = placeOf(remoteAddress!, remotePort!)
    connections.set(place, new SftpConnection(socket, admitted, tools))
    socket.on('close', () => connections.delete(place))
    ssh.injectSocket(socket)
  }

  const listener = createServer(take)
  const port = await listen(listener, options)
  const close = async () => {
    if (!listener.listening) return
    const closed = once(listener, 'close')
    listener.close()
    await Promise.all([...connections.values()].map((connection) => connection.end()))
    await closed
  }
  return { port, close, [Symbol.asyncDispose]: close }
}

async function listen(
  listener: ReturnType<typeof createServer>,
  { address, port }: SftpServerOptions,
): Promise<number> {
  try {
    listener.listen({ host: address, port })
    await once(listener, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw refusal('RB-7321', { value: `${address} port ${port}`, reason: code ?? message }, { cause: error })
  }
  return (listener.address() as AddressInfo).port
}

/** A connection, by its other end: there is no two of them at a time. */
function placeOf(address: string, port: number): string {
  return `${address} ${port}`
}
