import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isEmail } from '../../../src/domain/values/email.ts'

describe('isEmail', () => {
  test.each([
    'jdoe@example.org',
    'aaa@x.y',
    'j.doe+tag@mail.example.co.uk',
    "o'neil@example.org",
    'a_b-c@ex-am-ple.org',
    '1@2.com',
    'x@xn--bcher-kva.example',
    `${'x'.repeat(47)}@${'x'.repeat(48)}.com`,
    `${'x'.repeat(64)}@example.org`,
    `x@${'y'.repeat(63)}.org`,
  ])('takes %s', (text) => {
    expect(isEmail(text)).toBe(true)
  })

  test.each([
    '',
    '@',
    'nonsense',
    'asmith@',
    '@example.org',
    'asmith@example',
    'asmith@@example.org',
    'a@b@example.org',
    '.a@example.org',
    'a.@example.org',
    'a..b@example.org',
    'a@.example.org',
    'a@example.org.',
    'a@example..org',
    'a@-example.org',
    'a@example-.org',
    'a@exa_mple.org',
    'a b@example.org',
    ' a@example.org',
    'a@example.org ',
    'a@example.org\n',
    'a@example.org\r\nBcc: b@example.org',
    'a,b@example.org',
    'a@example.org,b@example.org',
    'Jane <a@example.org>',
    '"a b"@example.org',
    'a@[127.0.0.1]',
    'jürgen@example.org',
    'a@bücher.example',
    `${'x'.repeat(65)}@example.org`,
    `x@${'y'.repeat(64)}.org`,
  ])('refuses %j', (text) => {
    expect(isEmail(text)).toBe(false)
  })

  test.each(['a'.repeat(100_000), 'a.'.repeat(50_000), '@'.repeat(100_000), `a@${'a-.'.repeat(33_000)}`])(
    'refuses 100,000 characters without looking at them long',
    (text) => {
      expect(isEmail(text)).toBe(false)
    },
  )

  test('takes nothing that could end a header or start another address', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', '1', '.', '-', ' ', '\r', '\n', ',', ';', '<', '"', '\0', 'é'),
    })
    fc.assert(
      fc.property(part, part, (left, right) => {
        const text = `a${left}@${right}a.org`
        const harmless = /^[a1.-]*$/.test(left + right)
        expect(isEmail(text) && !harmless).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})
