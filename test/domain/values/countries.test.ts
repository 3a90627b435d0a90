import { describe, expect, test } from 'vitest'
import { COUNTRIES, countryCode } from '../../../src/domain/values/countries.ts'

describe('countryCode', () => {
  test('knows the 249 countries of ISO 3166-1 by code and by name, and no name twice', () => {
    const codes = Object.keys(COUNTRIES)
    expect(codes).toHaveLength(249)
    expect(codes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true)
    expect(new Set(Object.values(COUNTRIES)).size).toBe(249)
    for (const [code, name] of Object.entries(COUNTRIES)) {
      expect(countryCode(code)).toBe(code)
      expect(countryCode(name)).toBe(code)
    }
  })

  test.each([
    ['Canada', 'CA'],
    ['United Kingdom', 'GB'],
    ['Russian Federation', 'RU'],
    ['Viet Nam', 'VN'],
    ["Côte d'Ivoire", 'CI'],
    ['Åland Islands', 'AX'],
  ])('%s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code)
  })

  test.each([
    ["Côte D'Ivoire", 'CI'],
    ['Isle Of Man', 'IM'],
    ['Saint Martin (French Part)', 'MF'],
    ['Heard Island And Mcdonald Islands', 'HM'],
    ["Korea, Democratic People's Republic Of", 'KP'],
    ['Saint Helena, Ascension And Tristan Da Cunha', 'SH'],
    ['Congo, The Democratic Republic Of The', 'CD'],
  ])('takes the capitals of a Moodle site: %s', (name, code) => {
    expect(countryCode(name)).toBe(code)
  })

  test.each([
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ['Czech Republic', 'CZ'],
    ['Czechia', 'CZ'],
    ['Macedonia, The Former Yugoslav Republic Of', 'MK'],
    ['Iran (Islamic Republic of)', 'IR'],
  ])('takes the names that a country had and has: %s', (name, code) => {
    expect(countryCode(name)).toBe(code)
  })

  test.each(['Atlantis', 'gb', 'canada', 'CANADA', ' CA', 'CA ', 'XX', 'UK', '', 'constructor', '__proto__'])(
    'refuses %j',
    (value) => {
      expect(countryCode(value)).toBeNull()
    },
  )
})
