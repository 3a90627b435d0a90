import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finding } from '../../../src/domain/finding.ts'
import type { AccountSync, CourseSync } from '../../../src/domain/sync-action.ts'
import { course, courseState, planned, said, user, userState } from './uploads.ts'

const ANN: AccountSync = {
  kind: 'user',
  verb: 'sync',
  by: { field: 'username', value: 'ann' },
  values: { phone1: '01 23', middlename: 'Mary' },
  ifKnown: 'update',
  ifUnknown: 'create',
}
const NEW = { firstname: 'Ann', lastname: 'Lee', email: 'ann@x.org' }
const BIO: CourseSync = {
  kind: 'course',
  verb: 'sync',
  by: { field: 'shortname', value: 'BIO' },
  values: { groupmode: '1', tags: 'life,  cells ,' },
  ifKnown: 'update',
  ifUnknown: 'reject',
}

function after(plan: ReturnType<typeof planned>) {
  return plan.operations.map(({ after }) => (after as { more: object }).more)
}

describe('further fields of an account', () => {
  test('are had by a new one', () => {
    const made = planned('user', [{ ...ANN, values: { ...ANN.values, ...NEW } }], userState())
    expect(after(made)).toEqual([{ phone1: '01 23', middlename: 'Mary' }])
  })

  test('are added to what a known one has, and change nothing where they are as they were', () => {
    const state = userState(user(1, 'ann', { more: { address: 'Here', phone1: '9' } }))
    expect(after(planned('user', [ANN], state))).toEqual([
      { address: 'Here', phone1: '01 23', middlename: 'Mary' },
    ])
    expect(said(planned('user', [ANN], state))).toEqual([['unchanged', 'RB-2017']])
  })

  test('are filled in only where there is none', () => {
    const state = userState(user(1, 'ann', { more: { phone1: '9' } }))
    expect(after(planned('user', [{ ...ANN, ifKnown: 'fill' }], state))).toEqual([
      { phone1: '9', middlename: 'Mary' },
    ])
  })

  test('are emptied where the record says so, and those of which nobody knows too', () => {
    const state = userState(user(1, 'ann', { more: { phone1: '9', middlename: null, address: 'Here' } }))
    const erase = { ...ANN, values: {}, erase: ['phone1', 'middlename', 'city'] } as const
    expect(after(planned('user', [erase], state))).toEqual([{ address: 'Here' }])
    expect(said(planned('user', [erase], state))).toEqual([['unchanged', 'RB-2017']])
  })

  test.each([
    [{ phone1: '1'.repeat(21) }, 'RB-2002', 'phone1'],
    [{ address: 'a'.repeat(256) }, 'RB-2002', 'address'],
    [{ maildisplay: '3' }, 'RB-2003', 'maildisplay'],
    [{ mailformat: 'yes' }, 'RB-2003', 'mailformat'],
    [{ interests: `a, ${'b'.repeat(1000)}` }, 'RB-2002', 'interests'],
  ])('with the value %j refuse the record', (values, code, field) => {
    const plan = planned('user', [{ ...ANN, values }], userState(user(1, 'ann')))
    expect(plan.outcomes[0]).toMatchObject({ outcome: 'rejected', finding: { code, field } })
    expect(plan.operations).toEqual([])
  })

  test('that the format may leave out are, with a notice', () => {
    const lenient: AccountSync = {
      ...ANN,
      values: { phone1: '1'.repeat(21), middlename: 'Mary' },
      lenient: ['phone1'],
    }
    const plan = planned('user', [lenient], userState(user(1, 'ann')))
    expect(said(plan)).toEqual([['updated', 'RB-2409']])
    expect(after(plan)).toEqual([{ middlename: 'Mary' }])
  })

  test('that the site cannot be told of are left out, each with a notice', () => {
    const state = { ...userState(user(1, 'ann')), isUnwritable: (field: string) => field === 'emailstop' }
    const plan = planned('user', [{ ...ANN, values: { emailstop: '1', phone1: '1' } }], state)
    expect(said(plan)).toEqual([['updated', 'RB-2409']])
    expect(plan.outcomes[0]!.finding!.message).toContain('emailstop "1" is left out')
    expect(after(plan)).toEqual([{ phone1: '1' }])
    const nothing = planned('user', [{ ...ANN, values: { emailstop: '1' } }], state)
    expect(said(nothing)).toEqual([['unchanged', 'RB-2409']])
    expect(nothing.operations).toEqual([])
  })
})

describe('further fields of a course', () => {
  test('are kept, lists in one spelling and custom ones by their name', () => {
    const state = courseState(course(1, 'BIO', { more: { groupmode: '0', legacyfiles: '1' } }))
    const wish = { ...BIO, values: { ...BIO.values, customfield_campus: 'North' } }
    expect(after(planned('course', [wish], state))).toEqual([
      { groupmode: '1', legacyfiles: '1', tags: 'life, cells', customfield_campus: 'North' },
    ])
    expect(said(planned('course', [wish], state))).toEqual([['unchanged', 'RB-2017']])
  })

  test('are emptied where the record says so', () => {
    const more = { tags: 'life', customfield_campus: 'North', groupmode: '1' }
    const state = courseState(course(1, 'BIO', { more }))
    const wish: CourseSync = { ...BIO, values: {}, erase: ['tags', 'customfield_campus', 'summary'] }
    expect(after(planned('course', [wish], state))).toEqual([{ groupmode: '1' }])
  })

  test('go from a template to its copy, but not where only content is copied', () => {
    const wish: CourseSync = {
      ...BIO,
      by: { field: 'shortname', value: 'NEW' },
      values: { fullname: 'New', link: 'BIO', groupmode: '2' },
      ifUnknown: 'create',
      place: { steps: [{ name: 'Miscellaneous' }], nested: true, ifMissing: 'create', visible: true },
    }
    const state = () => courseState(course(1, 'BIO', { more: { groupmode: '1', tags: 'life' } }))
    expect(after(planned('course', [wish], state())).at(-1)).toEqual({ groupmode: '2', tags: 'life' })
    const content = planned('course', [{ ...wish, contentOnly: true }], state())
    expect(after(content).at(-1)).toEqual({ groupmode: '2' })
  })

  test('that the site cannot be told of are left out, also where they are to be emptied', () => {
    const state = { ...courseState(course(1, 'BIO')), isUnwritable: (field: string) => field === 'tags' }
    const notice = finding('RB-1346', { value: 'self' })
    const told = planned('course', [{ ...BIO, notice }], state)
    expect(said(told)).toEqual([['updated', 'RB-2409']])
    expect(told.outcomes[0]!.finding!.message).toMatch(/self.*; tags "life, {2}cells ,"/)
    const erase = planned('course', [{ ...BIO, values: {}, erase: ['tags'] }], state)
    expect(said(erase)).toEqual([['unchanged', 'RB-2409']])
  })

  test.each([{ groupmode: '3' }, { enablecompletion: 'yes' }, { downloadcontent: '' }])(
    'with the value %j refuse the record',
    (values) => {
      const plan = planned('course', [{ ...BIO, values }], courseState(course(1, 'BIO')))
      expect(said(plan)).toEqual([['rejected', 'RB-2003']])
    },
  )
})

test('whatever fields a record brings, the same record once more changes nothing', () => {
  const field = fc.constantFrom('phone1', 'address', 'interests', 'middlename' as const)
  const values = fc.dictionary(field, fc.string({ minLength: 1, maxLength: 20 }), { minKeys: 1 })
  fc.assert(
    fc.property(values, values, (had, brought) => {
      const state = userState(user(1, 'ann'))
      planned('user', [{ ...ANN, values: had }], state)
      planned('user', [{ ...ANN, values: brought }], state)
      const again = planned('user', [{ ...ANN, values: brought }], state)
      expect(again.operations).toEqual([])
    }),
    { numRuns: 200 },
  )
})
