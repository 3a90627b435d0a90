import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type AccessKey, refusalOf } from './check-signature.ts'

export const KEY: AccessKey = { keyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG', region: 'eu-west-2' }
export const BUCKET = 'files'

/** Sent while something takes long, to keep the connection open. */
const LONG_WORK = '  \n <?xml version="1.0" encoding="UTF-8"?>'
const LEAST_PART_BYTES = 5 << 20
const LONGEST_KEY_BYTES = 1024
const LONG_AGO = Date.parse('2026-03-26T02:00:00Z')

/** Uploads in parts that were begun: no two have the same id. */
let begun = 0

const TROUBLES: Readonly<Record<number, string>> = {
  200: 'InternalError',
  403: 'AccessDenied',
  429: 'SlowDown',
}

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
  /** The same for each request, by what it asks. */
  troubleOf: (request: Pick<IncomingMessage, 'method' | 'url'>) => Trouble | null
  /** When each object was put, milliseconds since 1970 UTC; one that is not there: long ago. */
  readonly times: Map<string, number>
  /** What each request waits for. */
  before: () => Promise<void>
  /** Keys that a page of a list has at most. */
  pageSize: number
  /** Bytes that are put or copied in one go at most, 5 GiB of the service. */
  mostAtOnce: number
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
    troubleOf: () => null,
    before: async () => {},
    times: new Map(),
    pageSize: 1000,
    mostAtOnce: 5 * 2 ** 30,
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
    await state.before()
    const trouble = state.troubles.shift() ?? state.troubleOf(request)
    if (typeof trouble === 'number')
      return reply(response, error(trouble, TROUBLES[trouble] ?? 'ServiceUnavailable'))
    const refusal = refusalOf(request, body, KEY, state.now())
    if (refusal !== null) return reply(response, error(403, refusal))
    const { pathname, searchParams: query } = new URL(request.url!, state.endpoint)
    const [, bucket, ...rest] = pathname.split('/').map(decodeURIComponent)
    const asked = { method: request.method!, key: rest.join('/'), query, request, body }
    const given = bucket === BUCKET ? answerTo(state, asked) : error(404, 'NoSuchBucket')
    if (trouble !== 'cut') return reply(response, given)
    const bytes = Buffer.from(given.body ?? '')
    // An answer without a body is lost as a whole.
    if (bytes.length === 0) return void response.destroy()
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
  if (key === '') {
    if (method !== 'GET') return error(405, 'MethodNotAllowed')
    return query.has('uploads') ? listUploads(state, query) : list(state, query)
  }
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) return error(400, 'KeyTooLongError')
  if (query.has('uploads') || query.has('uploadId')) return multipart(state, asked)
  switch (method) {
    case 'PUT':
      return put(state, asked)
    case 'DELETE':
      state.objects.delete(key)
      state.times.delete(key)
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
  const copied = source === undefined ? null : copiedFrom(state, request)
  if (copied !== null && 'status' in copied) return copied
  const content = copied?.content ?? body
  if (content.length > state.mostAtOnce)
    return error(400, copied === null ? 'EntityTooLarge' : 'InvalidRequest')
  keep(state, key, content)
  if (copied === null) return { status: 200, headers: { etag: etagOf(body) } }
  return { status: 200, body: LONG_WORK + '<CopyObjectResult><ETag>&quot;x&quot;</ETag></CopyObjectResult>' }
}

function keep(state: S3StandIn, key: string, content: Buffer): void {
  state.objects.set(key, content)
  state.times.set(key, state.now())
}

/** What the header `x-amz-copy-source` and its like name, all of it or a range. */
function copiedFrom(
  { objects }: S3StandIn,
  { headers }: IncomingMessage,
): Reply | { readonly content: Buffer } {
  const [, bucket, ...rest] = String(headers['x-amz-copy-source']).split('/').map(decodeURIComponent)
  const object = bucket === BUCKET ? objects.get(rest.join('/')) : undefined
  if (object === undefined) return error(404, 'NoSuchKey')
  const match = headers['x-amz-copy-source-if-match']
  if (match !== undefined && match !== etagOf(object)) return error(412, 'PreconditionFailed')
  const range = headers['x-amz-copy-source-range']
  if (range === undefined) return { content: object }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(range)) ?? []
  // Unlike a range that is read, one that is copied must lie within the object.
  if (last === undefined || Number(last) >= object.length || Number(first) > Number(last))
    return error(400, 'InvalidArgument')
  return { content: object.subarray(Number(first), Number(last) + 1) }
}

function get(state: S3StandIn, { key, method, request }: Asked): Reply {
  const object = state.objects.get(key)
  if (object === undefined) return error(404, 'NoSuchKey')
  const etag = etagOf(object)
  const match = request.headers['if-match']
  if (match !== undefined && match !== etag) return error(412, 'PreconditionFailed')
  const headers = { etag, 'last-modified': new Date(state.times.get(key) ?? LONG_AGO).toUTCString() }
  const { range } = request.headers
  if (range === undefined || method === 'HEAD') {
    const length = { 'content-length': String(object.length) }
    return { status: 200, headers: { ...headers, ...length }, ...(method === 'GET' && { body: object }) }
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? []
  const from = Number(first)
  const to = Math.min(last === '' ? object.length : Number(last) + 1, object.length)
  if (first === undefined || from >= object.length || from >= to) return error(416, 'InvalidRange')
  const content = { 'content-range': `bytes ${from}-${to - 1}/${object.length}` }
  return { status: 206, headers: { ...headers, ...content }, body: object.subarray(from, to) }
}

function multipart(state: S3StandIn, asked: Asked): Reply {
  const { method, key, query, body } = asked
  if (method === 'POST' && query.has('uploads')) {
    const id = `upload/${++begun}+x`
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
  if (method === 'PUT') return putPart(state, asked, upload.parts)
  const named = [
    ...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>&quot;(\w+)&quot;<\/ETag>/g),
  ]
  const numbers = named.map(([, number]) => Number(number))
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!))
    return error(400, 'InvalidPartOrder')
  const parts = named.map(([, number, etag]) => ({
    part: upload.parts.get(Number(number)),
    etag: `"${etag}"`,
  }))
  if (parts.length === 0 || parts.some(({ part, etag }) => part === undefined || etagOf(part) !== etag))
    return error(400, 'InvalidPart')
  // As the service does with what takes long: the status is sent before it is known how it ends.
  if (parts.slice(0, -1).some(({ part }) => part!.length < LEAST_PART_BYTES))
    return error(200, 'EntityTooSmall')
  const content = Buffer.concat(parts.map(({ part }) => part!))
  etags.set(
    content,
    `"${hash('md5', Buffer.concat(parts.map(({ part }) => hash('md5', part!, 'buffer'))))}-${parts.length}"`,
  )
  keep(state, key, content)
  state.uploads.delete(id)
  return { status: 200, body: `${LONG_WORK}<CompleteMultipartUploadResult/>` }
}

function putPart(state: S3StandIn, { query, request, body }: Asked, parts: Map<number, Buffer>): Reply {
  const number = Number(query.get('partNumber'))
  if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) return error(400, 'InvalidArgument')
  if (request.headers['x-amz-copy-source'] === undefined) {
    parts.set(number, body)
    return { status: 200, headers: { etag: etagOf(body) } }
  }
  const copied = copiedFrom(state, request)
  if ('status' in copied) return copied
  parts.set(number, copied.content)
  const etag = etagOf(copied.content).replaceAll('"', '&quot;')
  return { status: 200, body: `${LONG_WORK}<CopyPartResult><ETag>${etag}</ETag></CopyPartResult>` }
}

function listUploads(state: S3StandIn, query: URLSearchParams): Reply {
  const spelled = (text: string) => (query.has('encoding-type') ? encodeURIComponent(text) : text)
  const prefix = query.get('prefix') ?? ''
  const place = ({ key, id }: { key: string; id: string }) => `${key}\0${id}`
  const after = place({ key: query.get('key-marker') ?? '', id: query.get('upload-id-marker') ?? '' })
  const all = [...state.uploads]
    .map(([id, { key }]) => ({ id, key }))
    .filter(({ key }) => key.startsWith(prefix))
  const left = all.sort((a, b) => (place(a) < place(b) ? -1 : 1)).filter((one) => place(one) > after)
  const page = left.slice(0, state.pageSize)
  const last = page.at(-1)
  const rows = page.map(
    ({ key, id }) => `<Upload><Key>${spelled(key)}</Key><UploadId>${id}</UploadId></Upload>`,
  )
  const more = left.length > page.length
  const next = more
    ? `<NextKeyMarker>${spelled(last!.key)}</NextKeyMarker><NextUploadIdMarker>${last!.id}</NextUploadIdMarker>`
    : ''
  return {
    status: 200,
    body: `<ListMultipartUploadsResult>${next}<IsTruncated>${more}</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`,
  }
}

function list(state: S3StandIn, query: URLSearchParams): Reply {
  if (query.get('list-type') !== '2') return error(400, 'InvalidArgument')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter')
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString()
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
      ? `<Contents><Key>${spelled(entry)}</Key><LastModified>${new Date(state.times.get(entry) ?? LONG_AGO).toISOString()}</LastModified><ETag>&quot;x&quot;</ETag><Size>${state.objects.get(entry)!.length}</Size></Contents>`
      : `<CommonPrefixes><Prefix>${spelled(entry)}</Prefix></CommonPrefixes>`,
  )
  const more = left.length > page.length
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${Buffer.from(page.at(-1)!).toString('base64')}</NextContinuationToken>` : ''}${rows.join('')}</ListBucketResult>`,
  }
}

/** Of large objects it is asked again and again. */
const etags = new WeakMap<Buffer, string>()

function etagOf(body: Buffer): string {
  const etag = etags.get(body) ?? `"${hash('md5', body)}"`
  etags.set(body, etag)
  return etag
}
