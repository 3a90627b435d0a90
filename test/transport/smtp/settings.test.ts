import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import { smtpSettings } from '../../../src/transport/smtp/settings.ts'

const from = 'rollbook@example.org'

function read(url: string, sender = from) {
  return smtpSettings({ ROLLBOOK_SMTP_URL: url, ROLLBOOK_SMTP_FROM: sender })
}

function refused(work: () => unknown): RollbookError {
  try {
    work()
  } catch (error) {
    if (error instanceof RollbookError) return error
  }
  throw new Error('was not refused')
}

describe('smtpSettings', () => {
  test('are absent when no server is set', () => {
    expect(smtpSettings({})).toBeNull()
    expect(smtpSettings({ ROLLBOOK_SMTP_URL: '', ROLLBOOK_SMTP_FROM: from })).toBeNull()
  })

  test.each([
    ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, secure: 'starttls' }],
    ['smtp://mail.example.org:2525/', { host: 'mail.example.org', port: 2525, secure: 'starttls' }],
    ['smtp://mail.example.org?secure=starttls', { host: 'mail.example.org', port: 587, secure: 'starttls' }],
    ['smtp://localhost:25?secure=none', { host: 'localhost', port: 25, secure: 'none' }],
    ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, secure: 'tls' }],
    ['smtps://[::1]:465', { host: '::1', port: 465, secure: 'tls' }],
    [
      'smtp://jdoe%40example.org:p%40ss%2Fw%C3%B6rd@mail.example.org',
      {
        host: 'mail.example.org',
        port: 587,
        secure: 'starttls',
        user: 'jdoe@example.org',
        password: 'p@ss/wörd',
      },
    ],
    [
      'smtp://me:secret@127.0.0.1:25?secure=none',
      { host: '127.0.0.1', port: 25, secure: 'none', user: 'me', password: 'secret' },
    ],
  ])('reads %s', (url, settings) => {
    expect(read(url)).toEqual({ ...settings, from })
  })

  test.each([
    'mail.example.org',
    'mail.example.org:25',
    'https://me:s3cret@mail.example.org',
    'smtp://',
    'smtp://me:s3cret@:25',
    'smtp://me:s3cret@mail.example.org:0',
    'smtp://me:s3cret@mail.example.org:99999',
    'smtp://me:s3cret@mail.example.org/path',
    'smtp://me:s3cret@mail.example.org#x',
    'smtp://me:s3cret@mail.example.org?secure=perhaps',
    'smtp://me:s3cret@mail.example.org?tls=no',
    'smtp://me:s3cret@mail.example.org?secure=none&secure=none',
    'smtps://me:s3cret@mail.example.org?secure=none',
    'smtp://me@mail.example.org',
    'smtp://:s3cret@mail.example.org',
    'smtp://me:s3cret%zz@mail.example.org',
    'smtp://me:s3cret@mail.exa mple.org',
  ])('refuses %s without repeating what may be a password', (url) => {
    const { finding } = refused(() => read(url))
    expect(finding).toMatchObject({ code: 'RB-7001', field: 'ROLLBOOK_SMTP_URL' })
    expect(JSON.stringify(finding)).not.toContain('s3cret')
  })

  test('refuses to send a password in clear to another machine', () => {
    const { finding } = refused(() => read('smtp://me:s3cret@mail.example.org?secure=none'))
    expect(finding.code).toBe('RB-7003')
    expect(JSON.stringify(finding)).not.toContain('s3cret')
  })

  test.each(['', 'rollbook', 'Rollbook <rollbook@example.org>', 'a@example.org,b@example.org'])(
    'refuses the sender %j',
    (sender) => {
      const { finding } = refused(() => read('smtp://mail.example.org', sender))
      expect(finding).toMatchObject({ code: 'RB-7002', field: 'ROLLBOOK_SMTP_FROM', value: sender })
    },
  )

  test('refuses a server without a sender', () => {
    expect(refused(() => smtpSettings({ ROLLBOOK_SMTP_URL: 'smtp://x.example' })).finding.code).toBe(
      'RB-7002',
    )
  })
})
