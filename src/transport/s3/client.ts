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
  readonly bucket: string
  /** Of the server, for people. */
  readonly host: string
  /** Throws RB-7405, RB-7409, RB-7412, RB-7413. */
  ask(request: S3Request): Promise<S3Answer>
  /** The same for an answer that is a file: its body is not read yet. */
  open(request: S3Request): Promise<IncomingMessage>
}

/** Faults of the moment, by the documentation of the service: to be sent again. */
const STATUSES_OF_THE_MOMENT = new Set([429, 500, 502, 503, 504])
/** The same by the code in an answer, which may come with the status 200 after long work. */
const CODES_OF_THE_MOMENT = new Set(['InternalError', 'RequestTimeout', 'ServiceUnavailable', 'SlowDown'])

/** The service said no. Only the code of the answer is kept: its text may quote what was signed. */
class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, document: Element | null) {
    super()
    this.status = status
    this.code = document === null ? '' : textOf(document, 'Code')
  }
}

const NOTHING = new Uint8Array()

export function s3Client(settings: S3Settings, limits: S3Limits, now: () => number = Date.now): S3Client {
  const { bucket, region, addressing } = settings
  const server = new URL(settings.endpoint)
  if (addressing === 'host') server.hostname = `${bucket}.${server.hostname}`
  const exchange = exchangeWith(server, limits)

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

  const openOnce = async (request: S3Request): Promise<IncomingMessage> => {
    const response = await sendOnce(request)
    const status = response.statusCode!
    if ((status >= 200 && status < 300) || request.accepted?.includes(status)) return response
    throw new Refused(status, await documentOf(response))
  }

  const askOnce = async (request: S3Request): Promise<S3Answer> => {
    const response = await openOnce(request)
    const status = response.statusCode!
    const document = await documentOf(response)
    // Long work is answered with 200 before it is done.
    if (document?.name === 'Error' && status === 200) throw new Refused(status, document)
    return { status, header: (name) => String(response.headers[name] ?? ''), document }
  }

  const again = async <T>(once: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once()
      } catch (error) {
        if (attempt >= limits.attempts || !isOfTheMoment(error)) throw told(server, limits, error)
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
    // While something takes long, the service sends spaces to keep the connection open.
    return readXml(Buffer.concat(chunks).toString().trimStart())
  }

  return {
    limits,
    bucket,
    host: server.host,
    open: (request) => again(() => openOnce(request)),
    ask: (request) => again(() => askOnce(request)),
    [Symbol.dispose]: () => exchange[Symbol.dispose](),
  }
}

function isOfTheMoment(error: unknown): boolean {
  if (!(error instanceof Refused)) return !(error instanceof RollbookError)
  return STATUSES_OF_THE_MOMENT.has(error.status) || CODES_OF_THE_MOMENT.has(error.code)
}

function told({ host }: URL, { silenceMs }: S3Limits, error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  if (error instanceof Refused) {
    const { status, code } = error
    return refusal('RB-7412', { host, status, reason: code === '' ? 'no reason' : code })
  }
  if (error instanceof Silence) {
    return refusal('RB-7409', { host, seconds: Math.round(silenceMs / 1000) }, { cause: error })
  }
  const { code, message } = error as NodeJS.ErrnoException
  return refusal('RB-7405', { host, reason: code ?? message }, { cause: error })
}
