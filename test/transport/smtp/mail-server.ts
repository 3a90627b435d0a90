import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { OutgoingMail } from '../../../src/transport/smtp/smtp.ts'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly secure: boolean
  readonly user: string | undefined
  /** As it came over the line, without the dots that SMTP puts in. */
  readonly source: string
}

export interface MailServer {
  readonly port: number
  readonly received: Received[]
  /** Connections so far. */
  connections(): number
  /** Breaks all connections off. */
  drop(): void
  close(): Promise<void>
}

/** A real SMTP server on the loopback; takes everything unless the options say otherwise. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: Received[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    // Quick: does not look up the names of its clients.
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections++
      done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user as string | undefined,
          source: Buffer.concat(chunks).toString(),
        })
        done(null, 'taken')
      })
    },
    ...options,
  })
  // Clients that break off a handshake are part of the tests.
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    drop: () => {
      for (const connection of server.connections) connection._socket.destroy()
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

/** A server that follows no protocol: for what `smtp-server` is too polite to do. */
export async function rudeServer(
  behave: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    behave(socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => closed())
      }),
  }
}

/** An SMTP error as `smtp-server` hooks give it. */
export function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

export const MAIL: OutgoingMail = {
  id: '1',
  to: 'jdoe@example.org',
  from: 'admin@example.org',
  subject: 'Welcome',
  html: '<p>Dear <b>Jane</b></p>',
  text: 'Dear Jane',
}

/** A header of a mail's source, unfolded; all of that name. */
export function headers(source: string, name: string): string[] {
  const head = source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const prefix = `${name.toLowerCase()}:`
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim())
}
