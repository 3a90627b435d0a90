import { afterEach, describe, expect, test } from 'vitest'
import type { SmtpSettings } from '../../../src/transport/smtp/settings.ts'
import { SMTP_LIMITS, type SmtpLimits, smtpTransport } from '../../../src/transport/smtp/smtp.ts'
import { answer, headers, MAIL, mailServer, rudeServer } from './mail-server.ts'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function serve(...options: Parameters<typeof mailServer>) {
  const server = await mailServer(...options)
  toClose.push(server.close)
  return server
}

async function serveRudely(...behaviour: Parameters<typeof rudeServer>) {
  const server = await rudeServer(...behaviour)
  toClose.push(server.close)
  return server
}

function connect(port: number, settings: Partial<SmtpSettings> = {}, limits: Partial<SmtpLimits> = {}) {
  const transport = smtpTransport(
    { host: '127.0.0.1', port, secure: 'none', from: 'rollbook@example.org', ...settings },
    { ...SMTP_LIMITS, ...limits },
  )
  toClose.push(transport.close)
  return transport
}

describe('a mail', () => {
  test('arrives as HTML with its plain copy, with the sender of the settings behind it', async () => {
    const server = await serve()
    expect(await connect(server.port).send(MAIL)).toEqual({ result: 'sent', answer: '250 taken' })

    expect(server.received).toHaveLength(1)
    const { from, to, source } = server.received[0]!
    expect({ from, to }).toEqual({ from: 'rollbook@example.org', to: ['jdoe@example.org'] })
    expect(headers(source, 'From')).toEqual(['admin@example.org'])
    expect(headers(source, 'Sender')).toEqual(['rollbook@example.org'])
    expect(headers(source, 'To')).toEqual(['jdoe@example.org'])
    expect(headers(source, 'Subject')).toEqual(['Welcome'])
    expect(headers(source, 'Auto-Submitted')).toEqual(['auto-generated'])
    expect(headers(source, 'Content-Type')[0]).toMatch(/^multipart\/alternative/)
    expect(source).toContain('<p>Dear <b>Jane</b></p>')
    expect(source).toContain('\r\nDear Jane\r\n')
  })

  test('in any script travels as ASCII', async () => {
    const server = await serve()
    await connect(server.port).send({ ...MAIL, subject: 'Grüße 日本', html: '<p>Öl 😀</p>', text: 'Öl 😀' })
    const { source } = server.received[0]!
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
    expect(source).toMatch(/^[\x00-\x7f]*$/)
    expect(headers(source, 'Subject')[0]).toMatch(/^=\?UTF-8\?/i)
  })

  test('keeps its Message-ID at every attempt, and shares it with no other', async () => {
    const server = await serve()
    const transport = connect(server.port)
    for (const mail of [MAIL, MAIL, { ...MAIL, id: '2' }, { ...MAIL, html: '<p>Other</p>' }]) {
      await transport.send(mail)
    }
    const [first, again, other, reused] = server.received.map(
      ({ source }) => headers(source, 'Message-ID')[0]!,
    )
    expect(first).toMatch(/^<[0-9a-f]{40}@example\.org>$/)
    expect(again).toBe(first)
    expect(new Set([first, other, reused]).size).toBe(3)
  })

  test('goes over few connections, however many are sent at once', async () => {
    const server = await serve()
    const transport = connect(server.port, {}, { connections: 2 })
    const mails = Array.from({ length: 20 }, (_, i) => ({ ...MAIL, id: String(i) }))
    const results = await Promise.all(mails.map((mail) => transport.send(mail)))
    expect(results.every(({ result }) => result === 'sent')).toBe(true)
    expect(server.received).toHaveLength(20)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })
})

describe('what could be smuggled in', () => {
  test.each([
    ['to', 'jdoe@example.org\r\nBcc: spy@example.org'],
    ['to', 'jdoe@example.org,spy@example.org'],
    ['to', 'jdoe@example.org>\r\nRCPT TO:<spy@example.org'],
    ['to', ''],
    ['from', 'admin@example.org\nX-Evil: 1'],
    ['from', 'Admin <admin@example.org>'],
  ] as const)('%s %j is refused before anything is sent', async (field, value) => {
    const server = await serve()
    const sent = await connect(server.port).send({ ...MAIL, [field]: value })
    expect(sent).toMatchObject({ result: 'refused', finding: { code: 'RB-7004', field } })
    expect(server.connections()).toBe(0)
  })

  test.each([
    'Hi\r\nBcc: spy@example.org',
    'Hi\nBcc: spy@example.org',
    'Hi\rBcc: spy@example.org',
    'é\r\n\r\nBcc: spy',
  ])('subject %j makes no header', async (subject) => {
    const server = await serve()
    expect((await connect(server.port).send({ ...MAIL, subject })).result).toBe('sent')
    const { source, to } = server.received[0]!
    expect(headers(source, 'Bcc')).toEqual([])
    expect(headers(source, 'Subject')).toHaveLength(1)
    expect(headers(source, 'To')).toEqual(['jdoe@example.org'])
    expect(to).toEqual(['jdoe@example.org'])
  })

  test('control characters of a subject do not reach the reader', async () => {
    const server = await serve()
    await connect(server.port).send({ ...MAIL, subject: 'Hi\u0000\u001b[2J\u009b\u2028there' })
    expect(headers(server.received[0]!.source, 'Subject')).toEqual(['Hi [2J there'])
  })

  test.each(['\r\n.\r\n', '\n.\n', '\r.\r', '\n.\r\n', '\r\n.\n'])(
    '%j in the body ends no mail',
    async (end) => {
      const server = await serve()
      const text = `a${end}MAIL FROM:<evil@example.org>\r\nRCPT TO:<spy@example.org>\r\nDATA\r\nb`
      expect((await connect(server.port).send({ ...MAIL, html: text, text })).result).toBe('sent')
      expect(server.received.map(({ from }) => from)).toEqual(['rollbook@example.org'])
    },
  )

  test('an id with line breaks makes no header', async () => {
    const server = await serve()
    await connect(server.port).send({ ...MAIL, id: '1>\r\nBcc: spy@example.org' })
    expect(headers(server.received[0]!.source, 'Bcc')).toEqual([])
  })

  test('the name of an attachment makes no header', async () => {
    const server = await serve()
    const attachment = { name: 'a".zip\r\nBcc: spy@example.org', content: Buffer.from('a') }
    expect((await connect(server.port).send({ ...MAIL, attachment })).result).toBe('sent')
    expect(server.received[0]!.source).not.toMatch(/^Bcc:/im)
    expect(server.received[0]!.source).toContain('a_.zip__Bcc__spy_example.org')
  })

  test('a file or address in the body is text, not fetched', async () => {
    const server = await serve()
    await connect(server.port).send({ ...MAIL, html: '<img src="file:///etc/passwd">', text: '/etc/passwd' })
    expect(server.received[0]!.source).not.toContain('root:')
  })
})

describe('sizes', () => {
  test('a mail beyond the limit is refused before anything is sent', async () => {
    const server = await serve()
    const transport = connect(server.port, {}, { mailBytes: 1000 })
    const html = 'é'.repeat(500)
    expect(await transport.send({ ...MAIL, html })).toMatchObject({
      result: 'refused',
      finding: { code: 'RB-7005' },
    })
    expect(server.connections()).toBe(0)
    expect((await transport.send({ ...MAIL, html: html.slice(50) })).result).toBe('sent')
  })

  test('an attachment beyond its own limit is refused before anything is sent', async () => {
    const server = await serve()
    const transport = connect(server.port, {}, { attachmentBytes: 1000 })
    const attached = (bytes: number) => ({
      ...MAIL,
      attachment: { name: 'a.zip', content: Buffer.alloc(bytes, 1) },
    })
    expect(await transport.send(attached(1001))).toMatchObject({
      result: 'refused',
      finding: { code: 'RB-7005' },
    })
    expect(server.connections()).toBe(0)
    expect((await transport.send(attached(1000))).result).toBe('sent')
    expect(server.received[0]!.source.replaceAll('\r\n', '')).toContain(
      Buffer.alloc(1000, 1).toString('base64'),
    )
  })

  test('a mail that is too large for the server is refused for good', async () => {
    const server = await serve({ size: 2000, rejectOversized: true })
    const sent = await connect(server.port).send({ ...MAIL, html: 'x'.repeat(5000) })
    expect(sent).toMatchObject({ result: 'refused', finding: { code: 'RB-7006' } })
  })
})

describe('answers of the server', () => {
  test('4xx means later, and the same connection then takes the mail', async () => {
    let busy = true
    const server = await serve({
      onRcptTo: (_address, _session, done) => done(busy ? answer(451, '4.7.1 greylisted') : null),
    })
    const transport = connect(server.port)
    const sent = await transport.send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7007' } })
    expect(sent).toHaveProperty('finding.message', expect.stringContaining('4.7.1 greylisted'))
    busy = false
    expect((await transport.send(MAIL)).result).toBe('sent')
  })

  test('4xx after the content means later', async () => {
    const server = await serve({
      onData: (stream, _session, done) => {
        stream.on('end', () => done(answer(452, 'disk full'))).resume()
      },
    })
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7007' },
    })
  })

  test.each(['onMailFrom', 'onRcptTo'] as const)(
    '5xx to %s refuses the mail with the answer',
    async (hook) => {
      const server = await serve({
        [hook]: (_address: unknown, _session: unknown, done: (e: Error) => void) =>
          done(answer(550, '5.1.1 no such mailbox')),
      })
      const sent = await connect(server.port).send(MAIL)
      expect(sent).toMatchObject({ result: 'refused', finding: { code: 'RB-7006' } })
      expect(sent).toHaveProperty('finding.message', expect.stringContaining('550 5.1.1 no such mailbox'))
    },
  )

  test('5xx after the content refuses the mail, and the next one goes out', async () => {
    let first = true
    const server = await serve({
      onData: (stream, _session, done) => {
        stream.on('end', () => (first ? done(answer(554, 'looks like spam')) : done(null, 'taken'))).resume()
      },
    })
    const transport = connect(server.port)
    expect(await transport.send(MAIL)).toMatchObject({ result: 'refused', finding: { code: 'RB-7006' } })
    first = false
    expect((await transport.send(MAIL)).result).toBe('sent')
  })

  test('5xx in place of a greeting is about us: the mail waits', async () => {
    const server = await serveRudely((socket) => socket.end('554 your address is blocked\r\n'))
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7007' },
    })
  })

  test('503 is about the session: the mail waits', async () => {
    const server = await serve({
      onMailFrom: (_address, _session, done) => done(answer(503, 'bad sequence')),
    })
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7007' },
    })
  })

  test('"authentication required" is about us: the mail waits', async () => {
    const server = await serve({ authOptional: false })
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7009' },
    })
  })
})

describe('connections that fail', () => {
  test('nobody there: later', async () => {
    const { port, close } = await rudeServer(() => {})
    await close()
    const sent = await connect(port).send(MAIL)
    expect(sent).toMatchObject({ result: 'retry', finding: { code: 'RB-7008' } })
    expect(sent).toHaveProperty('finding.message', expect.stringContaining(`127.0.0.1:${port}`))
  })

  test('dropped at once, each time: later', async () => {
    const server = await serveRudely((socket) => socket.destroy())
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7008' },
    })
  })

  test('dropped in the middle of the mail: later, and not sent again behind our back', async () => {
    let attempts = 0
    const server = await serve({
      onData: (stream) => {
        attempts++
        stream.on('end', () => server.drop()).resume()
      },
    })
    expect(await connect(server.port).send(MAIL)).toMatchObject({
      result: 'retry',
      finding: { code: 'RB-7008' },
    })
    expect(attempts).toBe(1)
  })

  test('dropped while idle: the next mail goes over a new one', async () => {
    const server = await serve()
    const transport = connect(server.port)
    expect((await transport.send(MAIL)).result).toBe('sent')
    server.drop()
    expect((await transport.send({ ...MAIL, id: '2' })).result).toBe('sent')
    expect(server.received).toHaveLength(2)
    expect(server.connections()).toBe(2)
  })

  test('a silent server is given up', async () => {
    const server = await serveRudely(() => {})
    const transport = connect(server.port, {}, { connectMs: 100 })
    expect(await transport.send(MAIL)).toMatchObject({ result: 'retry', finding: { code: 'RB-7008' } })
  })

  test('a server that falls silent is given up', async () => {
    const server = await serveRudely((socket) => socket.write('220 hello\r\n'))
    const transport = connect(server.port, {}, { answerMs: 100 })
    expect(await transport.send(MAIL)).toMatchObject({ result: 'retry', finding: { code: 'RB-7008' } })
  })

  test('a server that talks without end is given up', async () => {
    const server = await serveRudely((socket) => {
      socket.write('220 hello\r\n')
      socket.once('data', () => {
        const timer = setInterval(() => socket.write('250-more\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      })
    })
    const transport = connect(server.port, {}, { mailMs: 300 })
    expect(await transport.send(MAIL)).toMatchObject({ result: 'retry', finding: { code: 'RB-7008' } })
  })

  test('a closed transport sends nothing', async () => {
    const server = await serve()
    const transport = connect(server.port)
    transport.close()
    expect(await transport.send(MAIL)).toMatchObject({ result: 'retry', finding: { code: 'RB-7008' } })
    expect(server.received).toEqual([])
  })
})
