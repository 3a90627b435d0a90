import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { S3Limits } from './settings.ts'

/** A request as it is sent. */
export interface Sent {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Sends requests to one server. */
export interface Exchange extends Disposable {
  /** Gives the answer when its head is there. Throws what the system says, or `Silence`. */
  send(request: Sent): Promise<IncomingMessage>
}

/** The server said nothing for too long. */
export class Silence extends Error {
  override readonly name = 'Silence'
}

export function exchangeWith(
  server: URL,
  { silenceMs, connections }: Pick<S3Limits, 'silenceMs' | 'connections'>,
): Exchange {
  const secure = server.protocol === 'https:'
  const options = { keepAlive: true, maxSockets: connections }
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options)
  const begin = secure ? httpsRequest : httpRequest
  return {
    send({ method, path, headers, body }) {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const { hostname, port } = server
      const host = hostname.replace(/^\[|\]$/g, '')
      const request = begin({
        host,
        port,
        method,
        path,
        agent,
        headers: { ...headers, 'content-length': body.length },
      })
      request.setTimeout(silenceMs, () => request.destroy(new Silence()))
      request.on('response', resolve)
      request.on('error', reject)
      request.end(body)
      return promise
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}
