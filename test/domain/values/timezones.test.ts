import { describe, expect, test } from 'vitest'
import { isTimezone } from '../../../src/domain/values/timezones.ts'

describe('isTimezone', () => {
  test('takes every zone that the runtime lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((zone) => !isTimezone(zone))).toEqual([])
  })

  test.each([
    'UTC',
    'GMT',
    'Etc/UTC',
    'Etc/GMT+5',
    'US/Eastern',
    'Asia/Calcutta',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'GB',
    'GB-Eire',
    'W-SU',
    'NZ-CHAT',
    'EST5EDT',
    'America/Port-au-Prince',
    'America/Argentina/ComodRivadavia',
    'Africa/Dar_es_Salaam',
    'Antarctica/DumontDUrville',
    'America/North_Dakota/New_Salem',
  ])('takes the alias or canonical name %s', (zone) => {
    expect(isTimezone(zone)).toBe(true)
  })

  test.each([
    'Mars/Olympus',
    'europe/london',
    'EUROPE/LONDON',
    'us/Eastern',
    'utc',
    'Utc',
    '+01:00',
    '-05:00',
    'UTC+1',
    'GMT+05:00',
    'Z',
    '99',
    '',
    ' UTC',
    'UTC ',
    '2024-01-01T00:00[Europe/London]',
  ])('refuses %j', (zone) => {
    expect(isTimezone(zone)).toBe(false)
  })

  test.each(['BST', 'IST', 'JST', 'PST', 'SystemV/EST5'])(
    'refuses %s, which is known to ICU alone',
    (zone) => {
      expect(isTimezone(zone)).toBe(false)
    },
  )

  test('stays right when far more names come by than it remembers', () => {
    for (let i = 0; i < 5000; i++) expect(isTimezone(`Nowhere/Place_${i}`)).toBe(false)
    expect(isTimezone('Europe/London')).toBe(true)
    expect(isTimezone('Nowhere/Place_1')).toBe(false)
  })

  test('refuses a name of 100,000 characters', () => {
    expect(isTimezone('A'.repeat(100_000))).toBe(false)
  })
})
