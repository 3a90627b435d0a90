import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearest } from '../../../src/domain/values/nearest.ts'

const columns = ['username', 'password', 'firstname', 'lastname', 'email', 'city', 'country', 'idnumber']

describe('nearest', () => {
  test.each([
    ['usrname', 'username'],
    ['usernmae', 'username'],
    ['firstnme', 'firstname'],
    ['e-mail', 'email'],
    ['contry', 'country'],
    ['idnumbers', 'idnumber'],
    ['EMAIL', 'email'],
    ['Username', 'username'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, columns)).toBe(meant)
  })

  test.each(['shoesize', 'mail-address', 'x', '', 'cty2b'])('has no guess for %j', (word) => {
    expect(nearest(word, columns)).toBeNull()
  })

  test('differs in case only for the shortest words', () => {
    expect(nearest('gb', ['US', 'GB'])).toBe('GB')
    expect(nearest('gc', ['US', 'GB'])).toBeNull()
  })

  test('prefers the nearest, and the first of equals', () => {
    expect(nearest('student', ['studenta', 'students', 'student'])).toBe('student')
    expect(nearest('studen', ['studena', 'studenb'])).toBe('studena')
  })

  test('counts a swap as one', () => {
    expect(nearest('abd', ['bad'])).toBe('bad')
    expect(nearest('abd', ['cba'])).toBeNull()
  })

  test('gives up on words that nobody mistypes and on the tail of endless lists', () => {
    expect(nearest('a'.repeat(100_000), ['a'.repeat(100_000)])).toBeNull()
    expect(nearest('word', ['w'.repeat(100_000)])).toBeNull()
    function* endless(): Generator<string> {
      for (;;) yield 'zzzzzzzz'
    }
    expect(nearest('username', endless())).toBeNull()
  })

  test('finds a word again after any one slip', () => {
    const slips = fc.tuple(fc.constantFrom('drop', 'double', 'swap', 'change'), fc.nat())
    fc.assert(
      fc.property(fc.constantFrom(...columns), slips, (word, [slip, where]) => {
        const i = where % (word.length - 1)
        const [head, a, b, tail] = [word.slice(0, i), word[i]!, word[i + 1]!, word.slice(i + 2)]
        const mistyped = { drop: b, double: a + a + b, swap: b + a, change: `#${b}` }[slip]!
        expect(nearest(head + mistyped + tail, columns)).toBe(word)
      }),
    )
  })
})
