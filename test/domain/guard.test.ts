import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Action } from '../../src/domain/action.ts'
import { alwaysAllowed, measureAsked, measureOf, mostAllowed } from '../../src/domain/guard.ts'

const limit = fc.record({
  percent: fc.option(fc.nat(100)),
  count: fc.option(fc.nat(1000)),
})

describe('a limit', () => {
  test('lets pass exactly what is not beyond its share or its number', () => {
    fc.assert(
      fc.property(limit, fc.nat(1000), fc.nat(5000), fc.nat(5000), (limit, least, population, number) => {
        const isOver =
          (limit.count !== null && number > limit.count) ||
          (limit.percent !== null && population >= least && number * 100 > limit.percent * population)
        expect(number > mostAllowed(limit, least, population)).toBe(isOver)
      }),
    )
  })

  test('has a number that passes whatever the population is', () => {
    fc.assert(
      fc.property(limit, fc.nat(1000), fc.nat(5000), (limit, least, population) => {
        expect(alwaysAllowed(limit, least)).toBeLessThanOrEqual(mostAllowed(limit, least, population))
      }),
    )
  })
})

describe('a record', () => {
  const membership = {
    kind: 'enrolment',
    person: { field: 'idnumber', value: '1' },
    course: { field: 'idnumber', value: 'C' },
    method: 'manual',
    role: null,
  } as const
  const end = { ...membership, verb: 'end', ends: 'role', ifUnknown: 'leave' } as const
  const enrol = { ...membership, verb: 'enrol' } as const
  const user = {
    kind: 'user',
    verb: 'end',
    by: { field: 'idnumber', value: '1' },
    ifUnknown: 'leave',
  } as const
  test.each<[string, Action]>([
    ['deletions', { kind: 'user', verb: 'delete', fields: {} }],
    ['suspensions', { kind: 'user', verb: 'suspend', fields: {} }],
    ['suspensions', { kind: 'user', verb: 'update', fields: { suspended: '1' } }],
    ['changes', { kind: 'user', verb: 'update', fields: { suspended: '0' } }],
    ['changes', { kind: 'user', verb: 'create', fields: {} }],
    ['deletions', { ...user, how: 'delete' }],
    ['changes', { ...user, how: 'keep' }],
    ['deletions', { kind: 'course', verb: 'delete', fields: {} }],
    ['unenrolments', { kind: 'enrolment', verb: 'delete', fields: {} }],
    ['unenrolments', { ...end, how: 'suspend' }],
    ['changes', { ...end, how: 'keep' }],
    ['changes', enrol],
    ['unenrolments', { kind: 'enrolment', verb: 'several', of: [enrol, { ...end, how: 'unenrol' }] }],
  ])('that asks for %s is known by it', (measure, action) => {
    expect(measureAsked(action)).toBe(measure)
  })

  test('counts by what became of it', () => {
    expect(measureOf('user', 'suspended')).toBe('suspensions')
    expect(measureOf('enrolment', 'suspended')).toBe('unenrolments')
    expect(measureOf('enrolment', 'roleUnassigned')).toBe('unenrolments')
    expect(measureOf('user', 'created')).toBeNull()
  })
})
