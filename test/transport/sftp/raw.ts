import { once } from 'node:events'
import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2'
import { Frames } from '../../../src/transport/sftp/protocol/frames.ts'
import { PASSWORD, type SftpPlace, type TestAccount } from './place.ts'

/** A client that says what it likes: packets go out as they are written here. */
export interface RawClient extends AsyncDisposable {
  readonly channel: ClientChannel
  readonly connection: ssh2.Client
  send(...packets: Buffer[]): void
  /** The next packet that comes. */
  next(): Promise<Answer>
  /** Asks and waits. */
  ask(packet: Buffer): Promise<Answer>
}

export interface Answer {
  readonly type: number
  readonly id: number
  /** Of a STATUS. */
  readonly status: number
  readonly message: string
  /** Of a HANDLE, or the first name of NAMEs. */
  readonly text: string
  readonly packet: Buffer
}

export async function connect(
  place: SftpPlace,
  account: TestAccount,
  config: ConnectConfig = {},
): Promise<ssh2.Client> {
  const client = new ssh2.Client()
  const ready = once(client, 'ready')
  client.connect({
    host: '127.0.0.1',
    port: place.port,
    username: account.login,
    privateKey: account.privateKey,
    ...config,
  })
  await ready
  // Its packets go out in several writes: held back, each would wait for the one before to be acknowledged.
  client.setNoDelay(true)
  // Tests cut connections on purpose.
  client.on('error', () => {})
  return client
}

export async function rawClient(place: SftpPlace, account: TestAccount, hello = true): Promise<RawClient> {
  const connection = await connect(place, account)
  const channel = await openChannel(connection)
  const frames = new Frames()
  const arrived: Answer[] = []
  let wake = () => {}
  channel.on('data', (chunk: Buffer) => {
    arrived.push(...[...frames.packets(chunk)].map(answerOf))
    wake()
  })
  let isClosed = false
  channel.on('close', () => {
    isClosed = true
    wake()
  })
  const next = async (): Promise<Answer> => {
    while (arrived.length === 0) {
      if (isClosed) throw new Error('the channel is closed')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return arrived.shift()!
  }
  const raw: RawClient = {
    connection,
    channel,
    send: (...packets) => void channel.write(Buffer.concat(packets)),
    next,
    ask: (packet) => {
      raw.send(packet)
      return next()
    },
    async [Symbol.asyncDispose]() {
      connection.end()
      connection.destroy()
    },
  }
  if (hello) await raw.ask(packetOf(1, uint32(3)))
  return raw
}

/** Signs in by password, and tells how that went. */
export async function tryPassword(
  place: SftpPlace,
  login: string,
  password = PASSWORD,
): Promise<'in' | 'refused'> {
  const client = new ssh2.Client()
  const { promise, resolve } = Promise.withResolvers<'in' | 'refused'>()
  client.on('ready', () => resolve('in'))
  client.on('error', () => resolve('refused'))
  client.connect({ host: '127.0.0.1', port: place.port, username: login, password })
  const result = await promise
  client.end()
  return result
}

function openChannel(connection: ssh2.Client): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    connection.subsys('sftp', (error, channel) => (error ? reject(error) : resolve(channel)))
  })
}

function answerOf(packet: Buffer): Answer {
  const type = packet.readUInt8(0)
  const id = packet.length >= 5 ? packet.readUInt32BE(1) : 0
  const isStatus = type === 101
  const textAt = isStatus ? 9 : type === 104 ? 9 : 5
  return {
    type,
    id,
    status: isStatus ? packet.readUInt32BE(5) : -1,
    message: isStatus ? textIn(packet, 9) : '',
    text: textIn(packet, textAt),
    packet,
  }
}

function textIn(packet: Buffer, at: number): string {
  if (packet.length < at + 4) return ''
  return packet.subarray(at + 4, at + 4 + packet.readUInt32BE(at)).toString()
}

export function packetOf(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...parts])
  return Buffer.concat([uint32(body.length), body])
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** Packets of the requests that tests make. */
export const ask = {
  open: (path: string, flags: number, id = 1) =>
    packetOf(3, uint32(id), text(path), uint32(flags), uint32(0)),
  close: (handle: string, id = 1) => packetOf(4, uint32(id), text(handle)),
  read: (handle: string, offset: number, length: number, id = 1) =>
    packetOf(5, uint32(id), text(handle), uint64(offset), uint32(length)),
  write: (handle: string, offset: number, data: Buffer, id = 1) =>
    packetOf(6, uint32(id), text(handle), uint64(offset), text(data)),
  stat: (path: string, id = 1) => packetOf(17, uint32(id), text(path)),
  opendir: (path: string, id = 1) => packetOf(11, uint32(id), text(path)),
  remove: (path: string, id = 1) => packetOf(13, uint32(id), text(path)),
  realpath: (path: string, id = 1) => packetOf(16, uint32(id), text(path)),
  rename: (from: string, to: string, id = 1) => packetOf(18, uint32(id), text(from), text(to)),
  posixRename: (from: string, to: string, id = 1) =>
    packetOf(200, uint32(id), text('posix-rename@openssh.com'), text(from), text(to)),
  symlink: (from: string, to: string, id = 1) => packetOf(20, uint32(id), text(from), text(to)),
  hardlink: (from: string, to: string, id = 1) =>
    packetOf(200, uint32(id), text('hardlink@openssh.com'), text(from), text(to)),
  limits: (id = 1) => packetOf(200, uint32(id), text('limits@openssh.com')),
}

/** READ, and WRITE with CREATE and TRUNCATE, as clients put. */
export const READ = 1
export const PUT = 2 | 8 | 16
/** WRITE with CREATE, as clients resume. */
export const RESUME = 2 | 8
