import { describe, expect, test } from 'vitest'
import { formatNamed } from '../../src/formats/registry.ts'
import { waitForOf } from '../../src/formats/waiting-settings.ts'
import { refused } from '../support/refused.ts'

const HOUR = 3_600_000
const FORMATS = [
  'datahub-csv',
  'moodle-flatfile',
  'ims-enterprise',
  'oneroster-csv',
  'snapshot-enrolments-csv',
]

describe.each(FORMATS)('the setting waitFor of %s', (name) => {
  const { settings } = formatNamed(name)

  test.each([
    ['0', 0],
    [0, 0],
    ['1h', HOUR],
    ['7d', 7 * 24 * HOUR],
    ['2w', 14 * 24 * HOUR],
    ['366d', 366 * 24 * HOUR],
  ])('takes %j', (waitFor, milliseconds) => {
    expect(waitForOf(settings({ waitFor }))).toBe(milliseconds)
  })

  test.each([7, '7', '0d', '-1d', '1.5d', '7 d', '7m', '367d', '99999w', '', null, true])(
    'refuses %j',
    async (waitFor) => {
      expect((await refused(Promise.resolve({ waitFor }).then(settings))).code).toBe('RB-8003')
    },
  )

  test('lets nothing wait when nothing is said', () => {
    expect(waitForOf(settings({}))).toBe(0)
  })
})

test('formats without enrolments let nothing wait', () => {
  expect(waitForOf(formatNamed('snapshot-csv').settings({}))).toBe(0)
})
