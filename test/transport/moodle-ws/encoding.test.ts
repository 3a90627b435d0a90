import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { body, CONTROL_FIELDS, form } from '../../../src/transport/moodle-ws/form.ts'
import { countFields, encode, type Parameters } from '../../../src/transport/moodle-ws/parameters.ts'
import { type PhpArray, type PhpValue, readForm } from '../../moodle-stand-in/php-form.ts'
import { EXCHANGES, type Exchange } from '../../moodle-stand-in/recordings.ts'

/** Requests that the client never sends, by why. */
const NEVER_SENT: Readonly<Record<string, string>> = {
  'param-dup-keys': 'a name stands twice',
  'param-sparse-index': 'indexes with gaps',
  'no-token': 'without a token',
  'no-function': 'without a function',
  'no-format': 'without a format',
  'no-format-error': 'without a format',
  'over-max-input-vars-token-last': 'the token last',
  'wrong-host': 'only a header was recorded',
}
const CONTROLS = ['wstoken', 'wsfunction', 'moodlewsrestformat', 'moodlewssettingraw']

describe('a call', () => {
  test('holds the fields of each recorded request, in their order', () => {
    const compared = EXCHANGES.filter(({ id, request }) => request.form !== undefined && !(id in NEVER_SENT))
    expect(compared.length).toBeGreaterThan(200)
    for (const exchange of compared) {
      const { request, id } = exchange
      const sent = request.form!.filter(([name]) => !CONTROLS.includes(name))
      const fields = form('TOKEN', request.function!, parametersOf(exchange))
      expect(
        fields.filter(([name]) => !CONTROLS.includes(name)),
        id,
      ).toEqual(sent)
      for (const control of request.form!.filter(([name]) => CONTROLS.includes(name))) {
        if (control[0] !== 'wstoken') expect(fields, id).toContainEqual(control)
      }
    }
  })

  test('begins with the token and the format, and ends with the function', () => {
    const fields = form('abc', 'core_user_delete_users', { userids: [7, 8] })
    expect(fields).toEqual([
      ['wstoken', 'abc'],
      ['moodlewsrestformat', 'json'],
      ['moodlewssettingraw', '1'],
      ['userids[0]', '7'],
      ['userids[1]', '8'],
      ['wsfunction', 'core_user_delete_users'],
    ])
    expect(fields).toHaveLength(CONTROL_FIELDS + 2)
  })

  test('is read by PHP as it was meant, whatever it holds, and counted as PHP counts', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const text = body(encode(given))
        expect(plain(readForm([text], 100_000))).toEqual(asText(given))
        expect(countFields(given)).toBe([...new URLSearchParams(text)].length)
      }),
    )
  })

  test('writes booleans as 1 and 0, and refuses numbers that are not whole', () => {
    expect(encode({ a: true, b: [false], c: -3 })).toEqual([
      ['a', '1'],
      ['b[0]', '0'],
      ['c', '-3'],
    ])
    for (const value of [1.5, Number.NaN, 1e21, Number.POSITIVE_INFINITY]) {
      expect(() => encode({ users: [{ id: value }] })).toThrow(TypeError)
    }
  })
})

function parametersOf({ request }: Exchange): Parameters {
  const array: PhpArray = readForm(
    [body(request.form!.filter(([name]) => !CONTROLS.includes(name)))],
    Number.POSITIVE_INFINITY,
  )
  return structured(array) as Parameters
}

/** Lists where all keys are indexes, objects otherwise. */
function structured(value: PhpValue): unknown {
  if (typeof value === 'string') return value
  const entries = [...value].map(([key, inner]): [string, unknown] => [key, structured(inner)])
  const isList = entries.every(([key], i) => key === String(i)) && entries.length > 0
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/)
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.toWellFormed()),
  fc.integer(),
  fc.boolean(),
)
const { parameters } = fc.letrec<{ value: unknown; parameters: Parameters }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
    fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4 }),
  ),
  parameters: fc.dictionary(key, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Parameters>,
}))

function plain(value: PhpValue): unknown {
  return typeof value === 'string' ? value : [...value].map(([name, inner]) => [name, plain(inner)])
}

function asText(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value).map(([name, inner]) => [name, asText(inner)])
}
