import { describe, expect, it } from 'vitest'
import { Asked, matches, nearestMiss } from './match.ts'

describe('a partial match', () => {
  it('looks at the expected keys alone', () => {
    expect(matches({ a: 1 }, { a: 1, b: 2 })).toBe(true)
    expect(matches({ a: 1, b: 3 }, { a: 1, b: 2 })).toBe(false)
  })

  it('looks at objects inside in the same way', () => {
    expect(matches({ a: { b: 1 } }, { a: { b: 1, c: 2 } })).toBe(true)
    expect(matches({ a: { b: 2 } }, { a: { b: 1, c: 2 } })).toBe(false)
    expect(matches({ a: { b: 1 } }, { a: null })).toBe(false)
  })

  it('finds each entry of a list, in any order', () => {
    expect(matches({ members: ['b', 'a'] }, { members: ['a', 'b', 'c'] })).toBe(true)
    expect(matches({ members: ['a', 'd'] }, { members: ['a', 'b', 'c'] })).toBe(false)
    expect(matches({ members: [] }, { members: ['a'] })).toBe(true)
    expect(matches({ members: ['a'] }, {})).toBe(false)
  })

  it('compares everything else exactly', () => {
    expect(matches({ a: '1' }, { a: 1 })).toBe(false)
    expect(matches({ a: 'x' }, { a: 'X' })).toBe(false)
    expect(matches({ a: false }, {})).toBe(false)
  })

  it('takes null for what is not there', () => {
    expect(matches({ a: null }, {})).toBe(true)
    expect(matches({ a: null }, { a: null })).toBe(true)
    expect(matches({ a: null }, { a: '' })).toBe(false)
  })

  it('asks a value that can only be asked', () => {
    const password = new Asked((value) => value === 'right')
    expect(matches({ password: 'right' }, { password })).toBe(true)
    expect(matches({ password: 'wrong' }, { password })).toBe(false)
  })
})

describe('the nearest miss', () => {
  it('tells what differs in the candidate that differs least', () => {
    const candidates = [
      { name: 'a', size: 1, colour: 'red' },
      { name: 'a', size: 2, colour: 'blue' },
    ]
    expect(nearestMiss({ name: 'a', size: 2, colour: 'red', shape: 'round' }, candidates.slice(1))).toBe(
      'colour "blue", shape nothing',
    )
    expect(nearestMiss({ name: 'a', size: 1, colour: 'blue' }, candidates)).toBe('colour "red"')
  })

  it('says so when no candidate has anything of it', () => {
    expect(nearestMiss({ name: 'b' }, [{ name: 'a' }])).toBe('nothing like it among 1')
  })
})
