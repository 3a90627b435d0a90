import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_SITE_FACTS } from '../../../src/domain/site-facts.ts'
import { CHANGEME, passwordProblems } from '../../../src/domain/values/passwords.ts'

const policy = DEFAULT_SITE_FACTS.passwordPolicy

describe('passwordProblems', () => {
  test.each(['Passw0rd!x', 'New-Passw0rd', 'Ünïcödé 1', 'Яблоко-7'])('takes %s', (password) => {
    expect(passwordProblems(password, policy)).toEqual([])
  })

  test('lists everything that is missing', () => {
    expect(passwordProblems('', policy)).toEqual([
      'at least 8 characters',
      'at least 1 digit',
      'at least 1 lower case letter',
      'at least 1 upper case letter',
      'at least 1 sign such as - or !',
    ])
  })

  test.each([
    ['Password!x', 'at least 1 digit'],
    ['PASSW0RD!', 'at least 1 lower case letter'],
    ['passw0rd!', 'at least 1 upper case letter'],
    ['Passw0rdx', 'at least 1 sign such as - or !'],
    ['Pas0rd!', 'at least 8 characters'],
  ])('names what %s lacks', (password, problem) => {
    expect(passwordProblems(password, policy)).toEqual([problem])
  })

  test('counts letters of any script, and no letter as a sign', () => {
    expect(passwordProblems('ÉÉÉÉéééé1e\u0301हिं', policy)).toEqual(['at least 1 sign such as - or !'])
  })

  test('counts characters, not UTF-16 units', () => {
    const short = '😀😀😀aB1'
    expect(short.length).toBe(9)
    expect(passwordProblems(short, policy)).toEqual(['at least 8 characters'])
  })

  test('speaks of several where several are asked for', () => {
    expect(passwordProblems('Aa1!aaaa', { ...policy, digits: 2, nonAlphanumeric: 3 })).toEqual([
      'at least 2 digits',
      'at least 3 signs such as - or !',
    ])
  })

  test('asks for nothing when the site has no policy', () => {
    expect(passwordProblems('asdf', { ...policy, enabled: false })).toEqual([])
  })

  test('says nothing that depends on the password beyond what it lacks', () => {
    const phrases = new Set(passwordProblems('', policy))
    fc.assert(
      fc.property(fc.string(), (password) => {
        expect(passwordProblems(password, policy).every((problem) => phrases.has(problem))).toBe(true)
      }),
    )
  })

  test('the word changeme would fail the policy, so planning must ask for it first', () => {
    expect(passwordProblems(CHANGEME, policy)).not.toEqual([])
  })
})
