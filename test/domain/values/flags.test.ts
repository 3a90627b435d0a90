import { expect, test } from 'vitest'
import { parseFlag } from '../../../src/domain/values/flags.ts'

test.each([
  ['0', false],
  ['no', false],
  ['1', true],
  ['yes', true],
])('%s is %s', (text, flag) => {
  expect(parseFlag(text)).toBe(flag)
})

test.each(['', '2', '00', '01', 'Yes', 'NO', 'true', 'false', 'on', 'y', ' 1', '-1', '1.0'])(
  'refuses %j',
  (text) => {
    expect(parseFlag(text)).toBeNull()
  },
)
