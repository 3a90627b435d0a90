import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { exchangeWith, Silence } from './exchange.ts'
import type { S3Limits, S3Settings } from './settings.ts'
import { encoded, queryText, signedHeaders } from './signature.ts'
import { type Element, readXml, textOf } from './xml.ts'

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** '' for the bucket itself. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Statuses that are an answer besides those from 200 to 299. */
  readonly accepted?: readonly number[]
}

export interface S3Answer {
  readonly status: number
  readonly header: (name: string) => string
  /** Null when the body is empty. */
  readonly document: Element | null
}

/** Sends signed requests to a bucket, and again where it may help. */
export interface S3Client extends Disposable {
  readonly limits: S3Limits
  /** Throws RB-7405, RB-7409, RB-7412, RB-7413. */
  ask(request: S3Request): Promise<S3Answer>
  /** The same for an answer that is a file: its body is not read yet. */
  open(request: S3Request): Promise<IncomingMessage>
}

/** A fault of the moment, by the documentation of the service: to be sent again. */
const OF_THE_MOMENT = new Set([429, 500, 502, 503, 504])
const NOTHING = new Uint8Array()

export function s3Client(settings: S3Settings, limits: S3Limits, now: () => number = Date.now): S3Client {
  const { bucket, region, addressing } = settings
  const server = new URL(settings.endpoint)
  if (addressing === 'host') server.hostname = `${bucket}.${server.hostname}`
  const exchange = exchangeWith(server, limits.silenceMs)

  const sendOnce = (request: S3Request): Promise<IncomingMessage> => {
    const { method, key, query = {}, headers = {}, body = NOTHING } = request
    const parts = [...(addressing === 'path' ? [bucket] : []), ...(key === '' ? [] : key.split('/'))]
    const path = `/${parts.map(encoded).join('/')}`
    const text = queryText(query)
    // Signed anew each time: a signature ages while a server is waited for.
    const signed = signedHeaders(
      { method, host: server.host, path, query: text, headers, payloadHash: hash('sha256', body) },
      settings,
      region,
      now(),
    )
    return exchange.send({ method, path: text === '' ? path : `${path}?${text}`, headers: signed, body })
  }

  const open = async (request: S3Request): Promise<IncomingMessage> => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= limits.attempts
      try {
        const response = await sendOnce(request)
        const status = response.statusCode!
        if ((status >= 200 && status < 300) || request.accepted?.includes(status)) return response
        const reason = textOf((await documentOf(response)) ?? NO_DOCUMENT, 'Code')
        if (last || !OF_THE_MOMENT.has(status)) throw refused(server, status, reason)
      } catch (error) {
        if (last || error instanceof RollbookError) throw broken(server, limits, error)
      }
      await wait(limits.firstWaitMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2))
    }
  }

  const documentOf = async (response: IncomingMessage): Promise<Element | null> => {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limits.answerBytes) throw refusal('RB-7413', { host: server.host })
      chunks.push(chunk)
    }
    return readXml(Buffer.concat(chunks).toString())
  }

  return {
    limits,
    open,
    async ask(request) {
      const response = await open(request)
      const document = await documentOf(response).catch((error: unknown) => {
        throw broken(server, limits, error)
      })
      // Long work is answered with 200 before it is done.
      if (document?.name === 'Error' && response.statusCode === 200) {
        throw refused(server, 200, textOf(document, 'Code'))
      }
      return {
        status: response.statusCode!,
        header: (name) => String(response.headers[name] ?? ''),
        document,
      }
    },
    [Symbol.dispose]: () => exchange[Symbol.dispose](),
  }
}

const NO_DOCUMENT: Element = { name: '', text: '', children: [] }

/** Only the code of the answer is told: its text may quote what was signed. */
function refused({ host }: URL, status: number, code: string): RollbookError {
  return refusal('RB-7412', { host, status, reason: code === '' ? 'no reason' : code })
}

function broken({ host }: URL, { silenceMs }: S3Limits, error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  if (error instanceof Silence) {
    return refusal('RB-7409', { host, seconds: Math.round(silenceMs / 1000) }, { cause: error })
  }
  const { code, message } = error as NodeJS.ErrnoException
  return refusal('RB-7405', { host, reason: code ?? message }, { cause: error })
}
