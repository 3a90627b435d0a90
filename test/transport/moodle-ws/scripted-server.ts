import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface ScriptedServer {
  readonly url: string
  readonly requests: readonly Request[]
  close(): Promise<void>
}

/** Answers every request by `respond`, and remembers it. */
export async function scriptedServer(
  respond: (response: ServerResponse, request: Request, number: number) => unknown,
): Promise<ScriptedServer> {
  const requests: Request[] = []
  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming
    const request = { method, url, headers, body: await text(incoming) }
    requests.push(request)
    respond(response, request, requests.length - 1)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

export function page(response: ServerResponse, status: number, html: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'text/html', ...headers })
  response.end(html)
}
