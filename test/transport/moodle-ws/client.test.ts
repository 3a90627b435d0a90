import type { ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { type MoodleWs, moodleWs } from '../../../src/transport/moodle-ws/client.ts'
import { WsFailure } from '../../../src/transport/moodle-ws/failure.ts'
import { RETRY_LIMITS } from '../../../src/transport/moodle-ws/retry.ts'
import { WS_LIMITS, type WsLimits } from '../../../src/transport/moodle-ws/settings.ts'
import { recorded } from '../../moodle-stand-in/recordings.ts'
import { selfSigned } from '../smtp/self-signed.ts'
import { json, page, type ScriptedServer, scriptedServer } from './scripted-server.ts'

const TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00'
const INFO = 'core_webservice_get_site_info'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function serve(respond: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> {
  const server = await scriptedServer(respond)
  toClose.push(server.close)
  return server
}

function client(url: string, limits: Partial<WsLimits> = {}): { ws: MoodleWs; waited: number[] } {
  const waited: number[] = []
  const ws = moodleWs({ url, token: TOKEN }, { ...WS_LIMITS, ...limits }, RETRY_LIMITS, {
    sleep: async (ms) => void waited.push(ms),
    random: () => 1,
  })
  return { ws, waited }
}

async function failureOf(call: Promise<unknown>): Promise<WsFailure> {
  try {
    await call
  } catch (error) {
    if (error instanceof WsFailure) return error
    throw error
  }
  throw new Error('the call did not fail')
}

/** How a call fails that is answered by `respond`. */
async function failing(respond: (response: ServerResponse) => unknown, limits?: Partial<WsLimits>) {
  const server = await serve(respond)
  return failureOf(client(server.url, limits).ws.call('core_user_delete_users', { userids: [7] }))
}

describe('a call', () => {
  test('posts its form and gives the result; the token is in the body only', async () => {
    const server = await serve((response) => json(response, [{ id: 7 }]))
    expect(
      await client(server.url).ws.call('core_user_get_users_by_field', { field: 'id', values: [7] }),
    ).toEqual([{ id: 7 }])
    const [{ method, url, headers, body }] = server.requests as [ScriptedServer['requests'][0]]
    expect([method, url]).toEqual(['POST', '/webservice/rest/server.php'])
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(body).toContain(`wstoken=${TOKEN}`)
    expect(JSON.stringify(headers)).not.toContain(TOKEN)
  })

  test('keeps the folder of the site', async () => {
    const server = await serve((response) => json(response, null))
    await client(`${server.url}/moodle/`).ws.call(INFO)
    await client(`${server.url}/moodle`).ws.call(INFO)
    expect(server.requests.map(({ url }) => url)).toEqual(Array(2).fill('/moodle/webservice/rest/server.php'))
  })

  test('gives null for functions without a result', async () => {
    const server = await serve((response) => json(response, null))
    expect(await client(server.url).ws.call('core_user_delete_users', { userids: [7] })).toBeNull()
  })
})

describe('an error object of Moodle', () => {
  test.each([
    ['bad-token', 'configuration', 'RB-9021'],
    ['expired-token', 'configuration', 'RB-9022'],
    ['function-not-in-service', 'configuration', 'RB-9022'],
    ['token-user-suspended', 'configuration', 'RB-9023'],
    ['unknown-function', 'configuration', 'RB-9026'],
    ['missing-capability', 'refused', 'RB-9024'],
    ['enrol-no-cap', 'refused', 'RB-9024'],
    ['create-dup-existing-middle', 'refused', 'RB-9025'],
    ['create-courses-dup-middle', 'refused', 'RB-9025'],
    ['create-long-username', 'refused', 'RB-9025'],
    ['delete-users-bad-middle', 'refused', 'RB-9025'],
    ['unenrol-unknown-course', 'refused', 'RB-9025'],
    ['courses-by-ids', 'refused', 'RB-9025'],
    ['maintenance-cfg-low', 'retryable', 'RB-9015'],
    ['upgrade-running', 'retryable', 'RB-9015'],
    ['db-down', 'retryable', 'RB-9015'],
    ['update-users-weak-password-middle', 'uncertain', 'RB-9014'],
    ['create-groupings-no-idnumber', 'uncertain', 'RB-9014'],
  ] as const)('%s is %s', async (id, kind, code) => {
    const failure = await failing((response) => json(response, recorded(id).response.json))
    expect({ kind: failure.kind, code: failure.finding.code }).toEqual({ kind, code })
  })

  test.each(['bad-token', 'missing-capability', 'create-dup-existing-middle', 'enrol-site-course'])(
    '%s means the same in the later release',
    async (id) => {
      const [earlier, later] = await Promise.all(
        (['4.1', '4.5'] as const).map((release) =>
          failing((response) => json(response, recorded(id, release).response.json)),
        ),
      )
      expect(later!.kind).toBe(earlier!.kind)
      expect(later!.finding.code).toBe(earlier!.finding.code)
    },
  )

  test('is told in its own words, without markup', async () => {
    const weak = await failing((response) => json(response, recorded('create-weak-password').response.json))
    expect(weak.finding.message).toContain('Passwords must be at least 8 characters long.')
    expect(weak.finding.message).not.toMatch(/[<>]|error\//)
    const taken = await failing((response) =>
      json(response, recorded('create-courses-dup-middle').response.json),
    )
    expect(taken.finding.message).toContain('Short name is already used for another course (r1C1)')
  })

  test('is told with its reason where debugging is on, but never with the SQL and the values of the row', async () => {
    const named = await failing((response) => json(response, recorded('debug-dup-username').response.json))
    expect(named.finding.message).toContain('Username already exists: r1a001')
    const row = await failing((response) => json(response, recorded('debug-long-firstname').response.json))
    expect(row.finding.message).toContain('value too long for type character varying(100)')
    expect(row.finding.message).not.toMatch(/INSERT|Family|@/)
  })
})

describe('an answer that is no result', () => {
  test.each([
    ['web services that are off', 403, '', {}, 'configuration', 'RB-9017', false],
    ['a page that blocks', 403, '<title>Blocked</title>', {}, 'configuration', 'RB-9018', false],
    ['no site', 404, '<title>Not found</title>', {}, 'configuration', 'RB-9018', false],
    ['a sign-in', 401, '', {}, 'configuration', 'RB-9018', false],
    [
      'maintenance',
      503,
      '<title>Under maintenance</title>',
      { 'retry-after': '300' },
      'retryable',
      'RB-9015',
      false,
    ],
    ['a limit of calls', 429, '', {}, 'retryable', 'RB-9015', false],
    ['a proxy without a server', 503, '', {}, 'uncertain', 'RB-9014', false],
    ['a proxy that lost the server', 502, '<html>', {}, 'uncertain', 'RB-9014', false],
    [
      'a proxy that did not wait',
      504,
      '<title>504 Gateway Time-out</title>',
      {},
      'uncertain',
      'RB-9014',
      false,
    ],
    ['an error of PHP', 500, '', {}, 'uncertain', 'RB-9014', true],
    ['a page', 200, '<html><title>Home</title>', {}, 'uncertain', 'RB-9014', true],
    ['an empty body', 200, '', {}, 'uncertain', 'RB-9014', true],
    ['half a result', 200, '[{"id": 7, "user', {}, 'uncertain', 'RB-9014', true],
    ['XML', 200, recorded('no-format').response.text!, {}, 'uncertain', 'RB-9014', true],
  ] as const)('%s with status %i', async (_, status, html, headers, kind, code, ended) => {
    const failure = await failing((response) => page(response, status, html, headers))
    expect({ kind: failure.kind, code: failure.finding.code, ended: failure.ended }).toEqual({
      kind,
      code,
      ended,
    })
  })

  test('a body that is too large is refused for its size', async () => {
    const failure = await failing((response) =>
      page(response, 413, '<title>413 Request Entity Too Large</title>'),
    )
    expect([failure.kind, failure.tooLarge, failure.finding.code]).toEqual(['refused', true, 'RB-9020'])
  })

  test('says how long to wait, if the server does', async () => {
    const asked = await failing((response) => page(response, 503, '', { 'retry-after': '300' }))
    expect(asked.retryAfterMs).toBe(300_000)
    const dated = await failing((response) =>
      page(response, 503, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }),
    )
    expect(dated.retryAfterMs).toBeNull()
  })

  test('that has no end is cut off', async () => {
    const failure = await failing(
      (response) => {
        response.writeHead(200)
        for (let i = 0; i < 50; i++) response.write('x'.repeat(1000))
      },
      { answerBytes: 20_000 },
    )
    expect([failure.finding.code, failure.kind]).toEqual(['RB-9019', 'uncertain'])
  })

  test('is measured after it was unpacked', async () => {
    const { gzipSync } = await import('node:zlib')
    const failure = await failing(
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(gzipSync(Buffer.alloc(1_000_000)))
      },
      { answerBytes: 20_000 },
    )
    expect(failure.finding.code).toBe('RB-9019')
  })
})

describe('a connection', () => {
  test('that is refused has sent nothing', async () => {
    const server = await scriptedServer(() => {})
    await server.close()
    const failure = await failureOf(client(server.url).ws.call(INFO))
    expect([failure.kind, failure.finding.code]).toEqual(['retryable', 'RB-9010'])
  })

  test('that ends without an answer, or within one, leaves things open', async () => {
    const dropped = await failing((response) => response.socket!.destroy())
    expect([dropped.kind, dropped.finding.code, dropped.ended]).toEqual(['uncertain', 'RB-9013', false])
    const half = await failing((response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('[{"id":')
      setTimeout(() => response.socket!.destroy(), 5)
    })
    expect([half.kind, half.finding.code, half.ended]).toEqual(['uncertain', 'RB-9013', false])
  })

  test('over which no answer comes in time leaves things open', async () => {
    const failure = await failing(() => {}, { callMs: 30 })
    expect([failure.kind, failure.finding.code, failure.ended]).toEqual(['uncertain', 'RB-9012', false])
    const slow = await failing(
      (response) => {
        response.writeHead(200)
        response.write('[')
      },
      { callMs: 30 },
    )
    expect([slow.kind, slow.finding.code]).toEqual(['uncertain', 'RB-9012'])
  })

  test('to a server without a trusted certificate is not made', async () => {
    const { key, cert } = selfSigned()
    let arrived = 0
    const server = createTlsServer({ key, cert }, () => arrived++)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    toClose.push(() => new Promise((closed) => server.close(closed)))
    const { port } = server.address() as AddressInfo
    const failure = await failureOf(client(`https://localhost:${port}`).ws.call(INFO))
    expect([failure.kind, failure.finding.code]).toEqual(['configuration', 'RB-9011'])
    expect(arrived).toBe(0)
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i is not followed: the token goes to no other host',
    async (status) => {
      const other = await serve((response) => json(response, null))
      const failure = await failing((response) =>
        page(response, status, '<title>Redirect</title>', { location: `${other.url}/secret-path?a=b` }),
      )
      expect([failure.kind, failure.finding.code]).toEqual(['configuration', 'RB-9016'])
      expect(failure.finding.message).toContain(other.url)
      expect(failure.finding.message).not.toContain('secret-path')
      expect(other.requests).toEqual([])
    },
  )
})

describe('a secret', () => {
  const PASSWORD = `Pa"ss'<&>wörd\\1 é`
  const CREATE = { users: [{ username: 'jdoe', password: PASSWORD }] }

  /** Everything that a program could print of an error, causes included. */
  function everything(error: unknown): string {
    const { stack, message } = error as Error
    return [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error), stack, message].join('\n')
  }

  test.each([
    [
      'echoed by an error object',
      (r: ServerResponse, said: string) =>
        json(r, { exception: 'x', errorcode: said, message: said, debuginfo: said }),
    ],
    [
      'echoed by the title of a page',
      (r: ServerResponse, said: string) => page(r, 502, `<title>${said}</title>`),
    ],
    [
      'echoed by a redirect',
      (r: ServerResponse, said: string) =>
        page(r, 303, '', { location: `https://x.example/?${encodeURIComponent(said)}` }),
    ],
    ['echoed by half a result', (r: ServerResponse, said: string) => page(r, 200, `[{"${said}`)],
  ])('%s is in no error', async (_, respond) => {
    const server = await serve((response, { body }) => respond(response, `${PASSWORD} ${TOKEN} ${body}`))
    const text = everything(await failureOf(client(server.url).ws.call('core_user_create_users', CREATE)))
    for (const secret of [TOKEN, PASSWORD, encodeURIComponent(PASSWORD), 'wörd', 'w%C3%B6rd']) {
      expect(text).not.toContain(secret)
    }
  })

  test('is in no error of the connection', async () => {
    const dropping = await serve((response) => response.socket!.destroy())
    const silent = await serve(() => {})
    for (const { url } of [dropping, silent]) {
      const text = everything(
        await failureOf(client(url, { callMs: 30 }).ws.call('core_user_create_users', CREATE)),
      )
      expect(text).not.toContain(TOKEN)
      expect(text).not.toContain('wörd')
    }
  })

  test('cannot be read off the client', () => {
    expect(inspect(client('https://moodle.example').ws, { depth: 10, showHidden: true })).not.toContain(TOKEN)
  })
})

describe('an address', () => {
  test.each([
    ['moodle.example.org', 'RB-9001'],
    ['ftp://moodle.example.org', 'RB-9001'],
    ['https://admin:secret@moodle.example.org', 'RB-9001'],
    ['https://moodle.example.org/?wstoken=1', 'RB-9001'],
    ['https://moodle.example.org/#top', 'RB-9001'],
    ['https://moodle.example.org/login/index.php', 'RB-9001'],
    ['http://moodle.example.org', 'RB-9002'],
    ['http://127.0.0.1.example.org', 'RB-9002'],
    ['http://localhost.example.org', 'RB-9002'],
  ])('%s is refused', (url, code) => {
    try {
      moodleWs({ url, token: TOKEN })
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ finding: { code } })
      expect(String(error)).not.toMatch(/secret|c0ffee/)
    }
  })

  test.each([
    [{ url: 'https://moodle.example.org/lms', token: TOKEN }],
    [{ url: 'http://localhost:8080', token: TOKEN }],
    [{ url: 'http://127.3.2.1', token: TOKEN }],
    [{ url: 'http://[::1]:80', token: TOKEN }],
    [{ url: 'http://moodle.example.org', token: TOKEN, allowHttp: true }],
  ])('is taken: %o', (settings) => {
    expect(moodleWs(settings).host).toBe(new URL(settings.url).host)
  })

  test.each(['', 'with blank', `${TOKEN}\n`, 'a&b=c', 'x'.repeat(200)])(
    'with the token %j is refused',
    (token) => {
      expect(() => moodleWs({ url: 'https://moodle.example.org', token })).toThrow(
        expect.objectContaining({ finding: expect.objectContaining({ code: 'RB-9003' }) }),
      )
    },
  )
})

describe('reading', () => {
  test('is tried again where that may help, with growing waits', async () => {
    const server = await serve((response, _, number) =>
      number === 0
        ? page(response, 502, '')
        : number === 1
          ? page(response, 503, '', { 'retry-after': '7' })
          : number === 2
            ? response.socket!.destroy()
            : json(response, ['at last']),
    )
    const { ws, waited } = client(server.url)
    expect(await ws.read(INFO)).toEqual(['at last'])
    expect(waited).toEqual([1000, 7000, 4000])
  })

  test('ends with the last failure when it does not help', async () => {
    const server = await serve((response) => page(response, 502, ''))
    const { ws, waited } = client(server.url)
    expect((await failureOf(ws.read(INFO))).finding.code).toBe('RB-9014')
    expect(server.requests).toHaveLength(RETRY_LIMITS.attempts + 1)
    expect(waited).toEqual([1000, 2000, 4000, 8000, 16000])
  })

  test.each([
    ['a refusal', (response: ServerResponse) => json(response, recorded('by-field-bad-field').response.json)],
    ['a wrong token', (response: ServerResponse) => json(response, recorded('bad-token').response.json)],
    ['an endless answer', (response: ServerResponse) => page(response, 200, 'x'.repeat(30_000))],
  ])('is not tried again after %s', async (_, respond) => {
    const server = await serve(respond)
    await failureOf(client(server.url, { answerBytes: 20_000 }).ws.read(INFO))
    expect(server.requests).toHaveLength(1)
  })
})

describe('the pace', () => {
  /** Answers by hand, so that the test sees what is under way. */
  async function held(limits: Partial<WsLimits>) {
    const open: ServerResponse[] = []
    const server = await serve((response) => open.push(response))
    const { ws, waited } = client(server.url, limits)
    const until = async (count: number) => {
      while (open.length < count) await new Promise((tick) => setImmediate(tick))
    }
    return { ws, open, until, server, waited }
  }

  test('lets only so many calls be under way', async () => {
    const { ws, open, until, server } = await held({ calls: 2 })
    const calls = Array.from({ length: 5 }, () => ws.call(INFO))
    for (let answered = 0; answered < 5; answered++) {
      await until(Math.min(answered + 2, 5))
      expect(server.requests.length - answered).toBeLessThanOrEqual(2)
      json(open[answered]!, null)
      await calls[answered]
    }
    await Promise.all(calls)
  })

  test('is halved by trouble and comes back with good answers', async () => {
    const { ws, open, until, server } = await held({ calls: 4 })
    const first = ws.call(INFO).catch(() => null)
    await until(1)
    page(open[0]!, 502, '')
    await first
    const calls = Array.from({ length: 20 }, () => ws.call(INFO))
    for (let answered = 1; answered <= 20; answered++) {
      // After a row of ten there is room for a third, and this waits until it has come.
      await until(Math.min(answered + (answered > 10 ? 3 : 2), 21))
      expect(server.requests.length - answered).toBeLessThanOrEqual(answered > 10 ? 3 : 2)
      json(open[answered]!, null)
      await calls[answered - 1]
    }
  })

  test('keeps a pause between the beginnings of calls', async () => {
    const server = await serve((response) => json(response, null))
    const { ws, waited } = client(server.url, { pauseMs: 250 })
    await Promise.all(Array.from({ length: 4 }, () => ws.call(INFO)))
    expect(waited.filter((ms) => ms === 250).length).toBeGreaterThanOrEqual(3)
  })
})
