import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { s3Client } from '../../../src/transport/s3/client.ts'
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

  test('is there, though the answer that it is was lost', async () => {
    s3.troubleOf = ({ method }) => {
      if (method !== 'POST' || s3.uploads.size === 0) return null
      s3.troubleOf = () => null
      return 'cut'
    }
    await put('large.csv', content)
    expect(s3.objects.get('out/large.csv')!.equals(content)).toBe(true)
    expect(s3.requests.filter((line) => line.startsWith('POST'))).toHaveLength(3)
  })

  test('whose parts are gone is refused, whatever lies there under its name', async () => {
    await put('large.csv', content)
    const draft = await storage.create('large.csv')
    await draft.write(randomBytes(content.length), 0)
    s3.uploads.clear()
    expect(await refused(draft.commit())).toMatchObject({
      code: 'RB-7412',
      message: expect.stringContaining('NoSuchUpload'),
    })
    expect(s3.objects.get('out/large.csv')!.equals(content)).toBe(true)
  })

  test('whose bytes do not follow each other is a fault of its writer', async () => {
    const draft = await storage.create('large.csv')
    await draft.write(Buffer.from('x'), 0)
    await expect(draft.write(Buffer.from('x'), 2)).rejects.toThrow(RangeError)
  })
})

describe('a file that is read at any position', () => {
  const content = randomBytes((1 << 20) + 12_345)
  const read = async (path: string, position: number, length: number) => {
    const file = await storage.openToRead(path)
    const into = Buffer.alloc(length)
    const done = await file.read(into, position)
    return into.subarray(0, done)
  }

  test('gives any part of it, and nothing from its end on', async () => {
    await put('a.csv', content)
    for (const [position, length] of [
      [0, 10],
      [(1 << 19) - 5, 10],
      [1 << 19, 1 << 19],
      [123, content.length],
      [content.length - 3, 10],
      [content.length, 10],
      [content.length + 7, 10],
    ] as const) {
      expect(
        (await read('a.csv', position, length)).equals(content.subarray(position, position + length)),
      ).toBe(true)
    }
    await put('empty.csv', '')
    expect(await read('empty.csv', 0, 10)).toHaveLength(0)
    expect((await refused(storage.openToRead('none.csv'))).code).toBe('RB-7201')
  })

  test('is fetched once, though it is read in small pieces, several at a time', async () => {
    await put('a.csv', content)
    const file = await storage.openToRead('a.csv')
    const before = s3.requests.length
    const pieces = Array.from({ length: Math.ceil(content.length / 32_768) }, () => Buffer.alloc(32_768))
    for (let at = 0; at < pieces.length; at += 8) {
      await Promise.all(
        pieces.slice(at, at + 8).map((piece, index) => file.read(piece, (at + index) * 32_768)),
      )
    }
    expect(Buffer.concat(pieces).subarray(0, content.length).equals(content)).toBe(true)
    expect(s3.requests.slice(before).map((line) => line.split(' ')[0])).toEqual(['GET', 'GET', 'GET'])
  })

  test('is read on from where it broke', async () => {
    await put('a.csv', content)
    const file = await storage.openToRead('a.csv')
    s3.troubles.push('cut', 503, 'cut')
    const into = Buffer.alloc(400_000)
    expect(await file.read(into, 100_000)).toBe(400_000)
    expect(into.equals(content.subarray(100_000, 500_000))).toBe(true)
  })

  test('is not mixed with one that took its place, and says so', async () => {
    await put('a.csv', content)
    const file = await storage.openToRead('a.csv')
    await file.read(Buffer.alloc(10), 0)
    await put('a.csv', randomBytes(content.length))
    expect(await refused(file.read(Buffer.alloc(10), 1 << 20))).toMatchObject({
      code: 'RB-7205',
      value: 'a.csv',
    })
    s3.objects.delete('out/a.csv')
    expect((await refused(file.read(Buffer.alloc(10), 1 << 20))).code).toBe('RB-7201')
  })

  test('may be asked for again after a fault that lasted', async () => {
    await put('a.csv', content)
    const file = await storage.openToRead('a.csv')
    s3.troubles.push(503, 503, 503, 503)
    expect((await refused(file.read(Buffer.alloc(10), 0))).code).toBe('RB-7412')
    expect(await file.read(Buffer.alloc(10), 0)).toBe(10)
  })

  test('is not taken from a server that sends the whole of it for a part', async () => {
    const http = createHttpServer((_, response) => response.end('the whole file'))
    const { promise, resolve } = Promise.withResolvers<void>()
    http.listen(0, '127.0.0.1', resolve)
    await promise
    using other = open({ endpoint: `http://127.0.0.1:${(http.address() as { port: number }).port}` })
    expect((await refused(buffer(other.read('a.csv', 4)))).code).toBe('RB-7413')
    http.closeAllConnections()
    http.close()
  })
})

describe('drafts that a process left behind', () => {
  test('go, those of other files stay', async () => {
    s3.pageSize = 1
    const begin = async (path: string) => {
      const draft = await storage.create(path)
      await draft.write(Buffer.alloc(5 << 20), 0)
    }
    for (const path of ['a.csv', 'a.csv', 'a.csv.manifest.json', 'b.csv']) await begin(path)
    await storage.dropDrafts('a.csv')
    expect([...s3.uploads.values()].map(({ key }) => key)).toEqual(['out/a.csv.manifest.json', 'out/b.csv'])
    expect(s3.requests.filter((line) => line.startsWith('DELETE'))).toHaveLength(2)
    await storage.dropDrafts('none.csv')
    expect(s3.uploads.size).toBe(2)
  })
})

describe('a file that is larger than may be copied in one go', () => {
  const content = randomBytes((11 << 20) + 3)

  test('is renamed in parts', async () => {
    s3.mostAtOnce = 5 << 20
    s3.objects.set('out/a b.csv', content)
    using parts = open({}, { copyBytes: 5 << 20 })
    await parts.rename('a b.csv', 'kept/a.csv')
    expect([...s3.objects.keys()]).toEqual(['out/kept/a.csv'])
    expect(s3.objects.get('out/kept/a.csv')!.equals(content)).toBe(true)
    expect(s3.uploads.size).toBe(0)
  })

  test('is not put together from two that were there under its name', async () => {
    s3.objects.set('out/a.csv', content)
    using parts = open({}, { copyBytes: 5 << 20 })
    let copied = 0
    s3.before = async () => {
      if (s3.requests.at(-1)!.includes('partNumber') && ++copied === 2)
        s3.objects.set('out/a.csv', randomBytes(content.length))
    }
    expect((await refused(parts.rename('a.csv', 'b.csv'))).message).toContain('PreconditionFailed')
    expect([...s3.objects.keys()]).toEqual(['out/a.csv'])
    expect(s3.uploads.size).toBe(0)
  })

  test('stays where it is when something fails, and leaves no parts', async () => {
    s3.objects.set('out/a.csv', content)
    using parts = open({}, { copyBytes: 5 << 20, attempts: 1 })
    s3.troubles.push(null, null, null, 500)
    expect((await refused(parts.rename('a.csv', 'b.csv'))).code).toBe('RB-7412')
    expect([...s3.objects.keys()]).toEqual(['out/a.csv'])
    expect(s3.uploads.size).toBe(0)
    expect(s3.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(2)
  })
})

test('a list of thousands comes in pages, without names that no path may have', async () => {
  const names = Array.from({ length: 2500 }, (_, index) => `f${String(index).padStart(5, '0')}.csv`)
  for (const name of names) s3.objects.set(`out/${name}`, Buffer.from('x'))
  for (const odd of ['', '..', 'a\nb', 'n'.repeat(201), '/c', './d'])
    s3.objects.set(`out/${odd}`, Buffer.from('x'))
  expect((await Array.fromAsync(storage.list(''))).map(({ name }) => name)).toEqual(names)
  expect(s3.requests).toHaveLength(3)
})

test('the time of a file is the same in a list and by itself', async () => {
  s3.now = () => Math.floor(Date.now() / 1000) * 1000 + 678
  await put('a.csv', 'x')
  const [listed] = await Array.fromAsync(storage.list(''))
  expect(listed).toEqual(await storage.stat('a.csv'))
  expect(listed!.modifiedAt % 1000).toBe(0)
})

describe('the stand-in refuses, as the service does, by the bytes that it is sent,', () => {
  const ask = (request: Parameters<ReturnType<typeof s3Client>['ask']>[0]) => {
    using client = s3Client(
      { endpoint: s3.endpoint, bucket: BUCKET, prefix: '', addressing: 'path', ...KEY },
      LIMITS,
    )
    return refused(client.ask(request))
  }
  test.for([
    {
      about: 'a range behind the end',
      request: { method: 'GET', key: 'a', headers: { range: 'bytes=1-2' } },
      code: 'InvalidRange',
    },
    { about: 'a file that is not there', request: { method: 'GET', key: 'b' }, code: 'NoSuchKey' },
    {
      about: 'an upload that is not there',
      request: { method: 'PUT', key: 'a', query: { partNumber: '1', uploadId: 'x' } },
      code: 'NoSuchUpload',
    },
    {
      about: 'a name that is too long',
      request: { method: 'PUT', key: 'n'.repeat(1025) },
      code: 'KeyTooLongError',
    },
  ] as const)('$about', async ({ request, code }) => {
    s3.objects.set('a', Buffer.from('x'))
    expect((await ask(request)).message).toContain(code)
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

  test('in the middle of an answer is waited for too', async () => {
    await put('a.csv', 'content')
    s3.troubles.push('cut', 'cut')
    expect(await Array.fromAsync(storage.list(''))).toHaveLength(1)
    s3.troubles.push(null, 'cut')
    await storage.rename('a.csv', 'b.csv')
    expect([...s3.objects.keys()]).toEqual(['out/b.csv'])
  })

  test('that comes with a status of success is waited for too', async () => {
    await put('a.csv', 'content')
    s3.troubles.push(null, 200)
    await storage.rename('a.csv', 'b.csv')
    expect([...s3.objects.keys()]).toEqual(['out/b.csv'])
    expect(s3.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(3)
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
    expect((await refused(rest())).code).toBe('RB-7205')
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
