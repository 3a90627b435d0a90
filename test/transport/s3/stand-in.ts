import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type AccessKey, refusalOf } from './check-signature.ts'

export const KEY: AccessKey = { keyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG', region: 'eu-west-2' }
export const BUCKET = 'files'

/** What becomes of a request instead of its answer: a status, or the connection is cut in the middle of the answer. */
export type Trouble = number | 'cut'

/** S3 with one bucket, as strict as the service: it keeps what it was given, and checks every signature. */
export interface S3StandIn extends AsyncDisposable {
  readonly endpoint: string
  readonly objects: Map<string, Buffer>
  /** Uploads in parts that are not complete, by id. */
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>
  /** `PUT /files/a?partNumber=1…` */
  readonly requests: string[]
  /** For the next requests, in turn. */
  readonly troubles: (Trouble | null)[]
  /** Keys that a page of a list has at most. */
  pageSize: number
  /** Only writing is allowed. */
  writeOnly: boolean
  now: () => number
}

interface Asked {
  readonly method: string
  readonly key: string
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly body: Buffer
}

interface Reply {
  readonly status: number
  readonly body?: string | Buffer
  readonly headers?: Record<string, string>
}

export async function s3StandIn(): Promise<S3StandIn> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const state: S3StandIn = {
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    troubles: [],
    pageSize: 1000,
    writeOnly: false,
    now: Date.now,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => null)
    if (body === null) return
    state.requests.push(`${request.method} ${request.url}`)
    const trouble = state.troubles.shift() ?? null
    if (typeof trouble === 'number') return reply(response, error(trouble, 'ServiceUnavailable'))
    const refusal = refusalOf(request, body, KEY, state.now())
    if (refusal !== null) return reply(response, error(403, refusal))
    const { pathname, searchParams: query } = new URL(request.url!, state.endpoint)
    const [, bucket, ...rest] = pathname.split('/').map(decodeURIComponent)
    const asked = { method: request.method!, key: rest.join('/'), query, request, body }
    const given = bucket === BUCKET ? answerTo(state, asked) : error(404, 'NoSuchBucket')
    if (trouble !== 'cut') return reply(response, given)
    const bytes = Buffer.from(given.body ?? '')
    response.writeHead(given.status, { ...given.headers, 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
  }
  return state
}

function reply(response: ServerResponse, { status, body = '', headers = {} }: Reply): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)
}

function error(status: number, code: string): Reply {
  return { status, body: `<Error><Code>${code}</Code><Message>no</Message></Error>` }
}

function answerTo(state: S3StandIn, asked: Asked): Reply {
  const { method, key, query } = asked
  if (state.writeOnly && (method === 'GET' || method === 'HEAD')) return error(403, 'AccessDenied')
  if (key === '') return method === 'GET' ? list(state, query) : error(405, 'MethodNotAllowed')
  if (query.has('uploads') || query.has('uploadId')) return multipart(state, asked)
  switch (method) {
    case 'PUT':
      return put(state, asked)
    case 'DELETE':
      state.objects.delete(key)
      return { status: 204 }
    case 'GET':
    case 'HEAD':
      return get(state, asked)
    default:
      return error(405, 'MethodNotAllowed')
  }
}

function put(state: S3StandIn, { key, request, body }: Asked): Reply {
  const source = request.headers['x-amz-copy-source']
  if (source === undefined) {
    state.objects.set(key, body)
    return { status: 200, headers: { etag: etagOf(body) } }
  }
  const [, bucket, ...rest] = String(source).split('/').map(decodeURIComponent)
  const copied = bucket === BUCKET ? state.objects.get(rest.join('/')) : undefined
  if (copied === undefined) return error(404, 'NoSuchKey')
  state.objects.set(key, copied)
  return { status: 200, body: '<CopyObjectResult><ETag>x</ETag></CopyObjectResult>' }
}

function get(state: S3StandIn, { key, method, request }: Asked): Reply {
  const object = state.objects.get(key)
  if (object === undefined) return error(404, 'NoSuchKey')
  const match = request.headers['if-match']
  if (match !== undefined && match !== etagOf(object)) return error(412, 'PreconditionFailed')
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (from > 0 && from >= object.length) return error(416, 'InvalidRange')
  const body = object.subarray(from)
  const headers = {
    etag: etagOf(object),
    'last-modified': 'Thu, 26 Mar 2026 02:00:00 GMT',
    'content-length': String(body.length),
  }
  return { status: from > 0 ? 206 : 200, headers, ...(method === 'GET' && { body }) }
}

const LEAST_PART_BYTES = 5 << 20

function multipart(state: S3StandIn, { method, key, query, body }: Asked): Reply {
  if (method === 'POST' && query.has('uploads')) {
    const id = `upload/${state.uploads.size + 1}+x`
    state.uploads.set(id, { key, parts: new Map() })
    return {
      status: 200,
      body: `<?xml version="1.0"?><InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    }
  }
  const id = query.get('uploadId')!
  const upload = state.uploads.get(id)
  if (upload?.key !== key) return error(404, 'NoSuchUpload')
  if (method === 'DELETE') {
    state.uploads.delete(id)
    return { status: 204 }
  }
  if (method === 'PUT') {
    upload.parts.set(Number(query.get('partNumber')), body)
    return { status: 200, headers: { etag: etagOf(body) } }
  }
  const named = [
    ...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>&quot;(\w+)&quot;<\/ETag>/g),
  ]
  const parts = named.map(([, number, etag]) => ({
    part: upload.parts.get(Number(number)),
    etag: `"${etag}"`,
  }))
  if (parts.length === 0 || parts.some(({ part, etag }) => part === undefined || etagOf(part) !== etag))
    return error(400, 'InvalidPart')
  // As the service does with what takes long: the status is sent before it is known how it ends.
  if (parts.slice(0, -1).some(({ part }) => part!.length < LEAST_PART_BYTES))
    return error(200, 'EntityTooSmall')
  state.objects.set(key, Buffer.concat(parts.map(({ part }) => part!)))
  state.uploads.delete(id)
  return { status: 200, body: '<CompleteMultipartUploadResult/>' }
}

function list(state: S3StandIn, query: URLSearchParams): Reply {
  if (query.get('list-type') !== '2') return error(400, 'InvalidArgument')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter')
  const after = query.get('continuation-token') ?? ''
  const spelled = (text: string) => (query.has('encoding-type') ? encodeURIComponent(text) : text)
  const keys = [...state.objects.keys()].filter((key) => key.startsWith(prefix))
  const entries = new Set(
    keys.map((key) => {
      const at = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length)
      return at === -1 ? key : key.slice(0, at + 1)
    }),
  )
  const sorted = [...entries].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const left = sorted.filter((entry) => Buffer.compare(Buffer.from(entry), Buffer.from(after)) > 0)
  const page = left.slice(0, Math.min(state.pageSize, Number(query.get('max-keys') ?? 1000)))
  const rows = page.map((entry) =>
    state.objects.has(entry)
      ? `<Contents><Key>${spelled(entry)}</Key><LastModified>2026-03-26T02:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>${state.objects.get(entry)!.length}</Size></Contents>`
      : `<CommonPrefixes><Prefix>${spelled(entry)}</Prefix></CommonPrefixes>`,
  )
  const more = left.length > page.length
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}${rows.join('')}</ListBucketResult>`,
  }
}

function etagOf(body: Buffer): string {
  return `"${hash('md5', body)}"`
}
