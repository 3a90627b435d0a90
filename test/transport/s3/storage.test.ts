import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { S3_LIMITS, type S3Settings } from '../../../src/transport/s3/settings.ts'
import { s3Storage } from '../../../src/transport/s3/storage.ts'
import type { Storage } from '../../../src/transport/storage/storage.ts'
import { refused } from '../../support/refused.ts'
import { selfSigned } from '../smtp/self-signed.ts'
import { BUCKET, KEY, type S3StandIn, s3StandIn } from './stand-in.ts'

const LIMITS = { ...S3_LIMITS, firstWaitMs: 1, partBytes: 5 << 20 }

let s3: S3StandIn
let storage: Storage & Disposable
beforeEach(async () => {
  s3 = await s3StandIn()
  storage = open()
})
afterEach(async () => {
  storage[Symbol.dispose]()
  await s3[Symbol.asyncDispose]()
})

function open(changes: Partial<S3Settings> = {}, limits: Partial<typeof LIMITS> = {}) {
  const settings = {
    endpoint: s3.endpoint,
    bucket: BUCKET,
    prefix: 'out',
    addressing: 'path',
    ...KEY,
  } as const
  return s3Storage({ ...settings, ...changes }, { ...LIMITS, ...limits })
}

async function put(path: string, content: Buffer | string, into: Storage = storage): Promise<void> {
  const draft = await into.create(path)
  await draft.write(Buffer.from(content), 0)
  await draft.commit()
}

const text = async (path: string, start?: number) => (await buffer(storage.read(path, start))).toString()

test('a file lies below the prefix under its own name, whatever is in that', async () => {
  await put('a b/Übung $1+2.csv', 'hello')
  expect([...s3.objects]).toEqual([['out/a b/Übung $1+2.csv', Buffer.from('hello')]])
  s3.objects.set('elsewhere', Buffer.from('x'))
  expect((await Array.fromAsync(storage.list(''))).map(({ name }) => name)).toEqual(['a b'])
  expect((await refused(text('../elsewhere'))).code).toBe('RB-7202')
})

describe('a large file', () => {
  const content = randomBytes((12 << 20) + 7)

  test('goes in parts, each as large as a part may be at least, and is seen when all are there', async () => {
    const draft = await storage.create('large.csv')
    for (let at = 0; at < content.length; at += 999_983)
      await draft.write(content.subarray(at, at + 999_983), at)
    expect(s3.objects.size).toBe(0)
    await draft.commit()
    expect(s3.objects.get('out/large.csv')!.equals(content)).toBe(true)
    expect(s3.requests.filter((line) => line.includes('partNumber'))).toHaveLength(3)
    expect(s3.uploads.size).toBe(0)
    expect((await buffer(storage.read('large.csv'))).equals(content)).toBe(true)
  })

  test('that is discarded leaves no parts, and one that is refused at its end is no file', async () => {
    const draft = await storage.create('large.csv')
    await draft.write(content, 0)
    expect(s3.uploads.size).toBe(1)
    await draft.discard()
    expect(s3.uploads.size).toBe(0)
    using small = open({}, { partBytes: 1 << 20 })
    const finding = await refused(put('large.csv', content.subarray(0, 3 << 20), small))
    expect(finding).toMatchObject({ code: 'RB-7412', message: expect.stringContaining('EntityTooSmall') })
    expect(s3.objects.size).toBe(0)
  })

  test('whose bytes do not follow each other is a fault of its writer', async () => {
    const draft = await storage.create('large.csv')
    await draft.write(Buffer.from('x'), 0)
    await expect(draft.write(Buffer.from('x'), 2)).rejects.toThrow(RangeError)
  })
})

describe('a fault of the moment', () => {
  test('is waited for: a request is sent again, signed anew', async () => {
    s3.troubles.push(503, 500, 429)
    await put('a.csv', 'content')
    expect(s3.requests).toHaveLength(4)
    expect(await text('a.csv')).toBe('content')
  })

  test('that lasts is told with its status and the reason', async () => {
    s3.troubles.push(503, 503, 503, 503)
    const finding = await refused(put('a.csv', 'content'))
    expect(finding).toMatchObject({
      code: 'RB-7412',
      message: expect.stringMatching(/503.*ServiceUnavailable/),
    })
  })

  test('in the middle of a file is read on from where it broke', async () => {
    const content = randomBytes(300_000)
    await put('a.csv', content)
    s3.troubles.push('cut', 'cut')
    expect((await buffer(storage.read('a.csv'))).equals(content)).toBe(true)
    expect(s3.requests.filter((line) => line.startsWith('GET'))).toHaveLength(3)
  })

  test('does not mix two files: what was changed meanwhile is not read on', async () => {
    await put('a.csv', randomBytes(300_000))
    s3.troubles.push('cut')
    const reading = storage.read('a.csv')
    const chunks = reading[Symbol.asyncIterator]()
    await chunks.next()
    s3.objects.set('out/a.csv', randomBytes(300_000))
    const rest = async () => {
      while ((await chunks.next()).done !== true) {}
    }
    expect((await refused(rest())).message).toContain('PreconditionFailed')
  })
})

describe('the stand-in refuses, as the service does,', () => {
  test.for([
    { about: 'another secret', changes: { secret: 'another' }, code: 'SignatureDoesNotMatch' },
    { about: 'another key', changes: { keyId: 'AKIDOTHER' }, code: 'InvalidAccessKeyId' },
    { about: 'another region', changes: { region: 'us-east-1' }, code: 'AuthorizationHeaderMalformed' },
    { about: 'another bucket', changes: { bucket: 'others' }, code: 'NoSuchBucket' },
  ])('$about, and no secret is told', async ({ changes, code }) => {
    using other = open(changes)
    const finding = await refused(put('a.csv', 'x', other))
    expect(finding).toMatchObject({ code: 'RB-7412', message: expect.stringContaining(code) })
    expect(finding.message).not.toContain(KEY.secret)
    expect(s3.objects.size).toBe(0)
    // It would not help to say it again.
    expect(s3.requests).toHaveLength(1)
  })

  test('a clock that is wrong', async () => {
    s3.now = () => Date.now() + 16 * 60_000
    expect((await refused(put('a.csv', 'x'))).message).toContain('RequestTimeTooSkewed')
  })
})

test('a server that is not there, or says nothing, is given up', async () => {
  using gone = open({ endpoint: 'http://127.0.0.1:9' }, { attempts: 2 })
  expect((await refused(put('a.csv', 'x', gone))).code).toBe('RB-7405')
  const { promise, resolve } = Promise.withResolvers<void>()
  const server = createTcpServer().listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as { port: number }
  using quiet = open({ endpoint: `http://127.0.0.1:${port}` }, { silenceMs: 50, attempts: 1 })
  expect((await refused(put('a.csv', 'x', quiet))).code).toBe('RB-7409')
  server.close()
})

test('a server whose certificate nobody vouches for is sent nothing', async () => {
  let asked = 0
  const server = createHttpsServer(selfSigned(), (_, response) => {
    asked++
    response.end()
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as { port: number }
  using other = open({ endpoint: `https://127.0.0.1:${port}` }, { attempts: 1 })
  const finding = await refused(put('a.csv', 'x', other))
  expect(finding).toMatchObject({ code: 'RB-7405', message: expect.stringContaining('SELF_SIGNED') })
  expect(asked).toBe(0)
  server.close()
})

test('a server that is none of S3 is told so', async () => {
  const http = createHttpServer((_, response) => response.end('<html></html>'))
  const { promise, resolve } = Promise.withResolvers<void>()
  http.listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = http.address() as { port: number }
  using other = open({ endpoint: `http://127.0.0.1:${port}` })
  expect((await refused(Array.fromAsync(other.list('')))).code).toBe('RB-7413')
  http.closeAllConnections()
  http.close()
})
