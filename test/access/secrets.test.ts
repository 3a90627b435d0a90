import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sealer } from '../../src/access/secrets.ts'
import { RollbookError } from '../../src/domain/finding.ts'
import { ACCOUNT_PASSWORD, SITE_TOKEN } from '../../src/domain/sealer.ts'

const KEY = '0f'.repeat(32)

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'nothing'
  } catch (error) {
    if (error instanceof RollbookError) return error.finding.code
    throw error
  }
}

describe('a sealed secret', () => {
  test('opens to what it was, under the same key and for the same purpose', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
        const own = sealer(KEY)
        expect(own.open(own.seal(secret, SITE_TOKEN), SITE_TOKEN)).toBe(secret)
      }),
    )
  })

  test('shows nothing of itself, and looks different each time', () => {
    const own = sealer(KEY)
    const sealed = [1, 2].map(() => own.seal('Passw0rd!', ACCOUNT_PASSWORD))
    expect(sealed[0]).not.toBe(sealed[1])
    for (const text of sealed) {
      expect(text).toMatch(/^gcm1\$[\w-]{16}\$[\w-]+$/)
      expect(Buffer.from(text.split('$')[2]!, 'base64url').toString('latin1')).not.toContain('Passw0rd')
    }
  })

  test('opens neither under another key nor for another purpose', () => {
    const sealed = sealer(KEY).seal('Passw0rd!', ACCOUNT_PASSWORD)
    expect(codeOf(() => sealer('1e'.repeat(32)).open(sealed, ACCOUNT_PASSWORD))).toBe('RB-9050')
    expect(codeOf(() => sealer(KEY).open(sealed, SITE_TOKEN))).toBe('RB-9050')
  })

  test('opens no more once any of it was changed, and the refusal does not show it', () => {
    const own = sealer(KEY)
    const sealed = own.seal('Passw0rd!', ACCOUNT_PASSWORD)
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      // The last character of base64url may carry bits that mean nothing.
      if (
        Buffer.from(changed.split('$')[2] ?? '', 'base64url').equals(
          Buffer.from(sealed.split('$')[2]!, 'base64url'),
        ) &&
        at > sealed.lastIndexOf('$')
      )
        continue
      expect(
        codeOf(() => own.open(changed, ACCOUNT_PASSWORD)),
        `character ${at}`,
      ).toBe('RB-9050')
    }
    for (const text of ['', 'gcm1', 'gcm1$$', 'gcm2$a$b'])
      expect(codeOf(() => own.open(text, SITE_TOKEN))).toBe('RB-9050')
  })
})
