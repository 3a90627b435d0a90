import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import type { SmtpSettings } from '../../../src/transport/smtp/settings.ts'
import { type MailTransport, SMTP_LIMITS, smtpTransport } from '../../../src/transport/smtp/smtp.ts'
import { answer, MAIL, type MailServer, mailServer, rudeServer } from './mail-server.ts'
import { selfSigned } from './self-signed.ts'

const ours = selfSigned()
const ofAnotherHost = selfSigned('192.0.2.1')
const password = 'S3cret-pässword'
const signIn = { user: 'rollbook', password }

/** Stands in for an authority that the machine trusts. */
const trusted = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...trusted, ours.cert, ofAnotherHost.cert]))
afterAll(() => setDefaultCACertificates(trusted))

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function serve(...options: Parameters<typeof mailServer>): Promise<MailServer> {
  const server = await mailServer({
    onAuth: (auth, _session, done) => {
      if (auth.username === signIn.user && auth.password === password) done(null, { user: auth.username })
      else
        done(
          answer(535, `5.7.8 wrong: ${auth.password} ${Buffer.from(`${auth.password}`).toString('base64')}`),
        )
    },
    ...options[0],
  })
  toClose.push(server.close)
  return server
}

function connect(port: number, settings: Partial<SmtpSettings>): MailTransport {
  const transport = smtpTransport(
    { host: '127.0.0.1', port, secure: 'starttls', from: 'rollbook@example.org', ...settings },
    SMTP_LIMITS,
  )
  toClose.push(transport.close)
  return transport
}

async function problem(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RollbookError)) throw new Error('no finding was thrown')
  return error.finding.code
}

describe('encryption', () => {
  test('STARTTLS is used, and the sign-in comes after it', async () => {
    const server = await serve({ ...ours, authOptional: false, allowInsecureAuth: false })
    expect((await connect(server.port, signIn).send(MAIL)).result).toBe('sent')
    expect(server.received[0]).toMatchObject({ secure: true, user: 'rollbook' })
  })

  test('TLS from the first byte is used', async () => {
    const server = await serve({ ...ours, secure: true })
    expect((await connect(server.port, { secure: 'tls', ...signIn }).send(MAIL)).result).toBe('sent')
    expect(server.received[0]).toMatchObject({ secure: true, user: 'rollbook' })
  })

  test.each([{}, signIn])('nothing goes out to a server without STARTTLS (%j)', async (user) => {
    const server = await serve()
    const sent = await connect(server.port, user).send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7010' } })
    expect(server.received).toEqual([])
  })

  test('what a server says before the encryption counts for nothing after it', async () => {
    const said: string[] = []
    const server = await rudeServer((socket) => {
      socket.write('220 hello\r\n')
      socket.on('data', (data) => {
        said.push(data.toString('latin1'))
        // Replies to commands not yet given, sent along in clear.
        if (/^EHLO/.test(data.toString())) socket.write('250-x\r\n250 STARTTLS\r\n')
        if (/^STARTTLS/.test(data.toString()))
          socket.end('220 go\r\n250 x\r\n250 x\r\n250 x\r\n354 x\r\n250 taken\r\n')
      })
    })
    toClose.push(server.close)
    expect((await connect(server.port, {}).send(MAIL)).result).toBe('retry')
    expect(said.join('')).not.toContain('MAIL FROM')
  })

  test.each(['starttls', 'tls'] as const)(
    'a certificate that nobody vouches for ends it (%s)',
    async (secure) => {
      const server = await serve({ ...selfSigned(), secure: secure === 'tls' })
      const sent = await connect(server.port, { secure, ...signIn }).send(MAIL)
      expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7010' } })
      expect(server.received).toEqual([])
    },
  )

  test('a certificate for another host ends it', async () => {
    const server = await serve(ofAnotherHost)
    const sent = await connect(server.port, signIn).send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7010' } })
    expect(server.received).toEqual([])
  })
})

describe('the sign-in', () => {
  test('works without encryption on the same machine', async () => {
    const server = await serve()
    expect((await connect(server.port, { secure: 'none', ...signIn }).send(MAIL)).result).toBe('sent')
    expect(server.received[0]).toMatchObject({ secure: false, user: 'rollbook' })
  })

  test('with a wrong password lets the mail wait, and the password shows nowhere, even if the server repeats it', async () => {
    const server = await serve()
    const wrong = 'Wr0ng-pässword'
    const sent = await connect(server.port, { secure: 'none', user: 'rollbook', password: wrong }).send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7009' } })
    const shown = JSON.stringify(sent)
    expect(shown).toContain('5.7.8 wrong')
    expect(shown).not.toContain(wrong)
    expect(shown).not.toContain(Buffer.from(wrong).toString('base64'))
  })

  test('that the server does not offer is told, instead of sending without', async () => {
    const server = await serve({ disabledCommands: ['AUTH', 'STARTTLS'] })
    const sent = await connect(server.port, { secure: 'none', ...signIn }).send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7009' } })
    expect(server.received).toEqual([])
  })
})

describe('verify', () => {
  test('signs in and sends nothing', async () => {
    const server = await serve({ ...ours })
    await connect(server.port, signIn).verify()
    expect(server.connections()).toBe(1)
    expect(server.received).toEqual([])
  })

  test('tells a wrong password, a missing encryption and an absent server apart', async () => {
    const server = await serve({ ...ours })
    expect(await problem(connect(server.port, { ...signIn, password: 'x' }).verify())).toBe('RB-7009')
    const plain = await serve()
    expect(await problem(connect(plain.port, {}).verify())).toBe('RB-7010')
    const gone = await rudeServer(() => {})
    await gone.close()
    expect(await problem(connect(gone.port, {}).verify())).toBe('RB-7008')
  })
})
