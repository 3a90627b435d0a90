import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Enrolment } from '../../../src/domain/entities.ts'
import { removalByRole } from '../../../src/planning/sync/flatfile-removal.ts'

const STUDENT = 1
const TEACHER = 2

const by = (method: string): Enrolment => ({
  userId: 5,
  courseId: 6,
  method,
  status: 'active',
  timeStart: null,
  timeEnd: null,
})

const ended = (
  methods: readonly string[],
  held: readonly number[],
  how: 'unenrol' | 'suspend' | 'suspendNoRoles' = 'unenrol',
): [string[], number[]] => {
  const { ending, roles } = removalByRole(methods.map(by), 'flatfile', STUDENT, held, how)
  return [ending.map(({ method }) => method), [...roles]]
}

describe('a removal of the role "student"', () => {
  test.each([
    { methods: ['flatfile'], held: [STUDENT], ending: ['flatfile'], roles: [STUDENT] },
    { methods: ['flatfile'], held: [STUDENT, TEACHER], ending: ['flatfile'], roles: [STUDENT, TEACHER] },
    { methods: ['manual'], held: [STUDENT], ending: ['manual'], roles: [STUDENT] },
    { methods: ['manual'], held: [STUDENT, TEACHER], ending: ['manual'], roles: [STUDENT, TEACHER] },
    { methods: ['manual'], held: [TEACHER], ending: [], roles: [] },
    { methods: ['flatfile', 'manual'], held: [STUDENT, TEACHER], ending: ['flatfile'], roles: [STUDENT] },
    { methods: ['manual', 'oneroster'], held: [STUDENT, TEACHER], ending: ['manual'], roles: [STUDENT] },
    {
      methods: ['oneroster', 'self'],
      held: [STUDENT, TEACHER],
      ending: ['oneroster', 'self'],
      roles: [1, 2],
    },
    { methods: ['flatfile', 'manual'], held: [STUDENT], ending: ['flatfile', 'manual'], roles: [STUDENT] },
    { methods: ['flatfile', 'manual'], held: [], ending: ['flatfile', 'manual'], roles: [] },
  ])('of somebody enrolled by $methods with roles $held ends $ending', ({ methods, held, ending, roles }) => {
    expect(ended(methods, held)).toEqual([ending, roles])
  })

  test('that suspends takes all roles of the feed, but of those given by hand the named one', () => {
    const both = [STUDENT, TEACHER]
    expect(ended(['flatfile'], both, 'suspendNoRoles')).toEqual([['flatfile'], both])
    expect(ended(['manual'], both, 'suspendNoRoles')).toEqual([['manual'], [STUDENT]])
    expect(ended(['flatfile', 'manual'], both, 'suspendNoRoles')).toEqual([['flatfile'], [STUDENT]])
    expect(ended(['flatfile'], both, 'suspend')).toEqual([['flatfile'], []])
  })

  test('takes no role that is not held, and none from where nothing ends', () => {
    const methods = fc.uniqueArray(fc.constantFrom('flatfile', 'manual', 'self'), { minLength: 1 })
    const held = fc.uniqueArray(fc.constantFrom(STUDENT, TEACHER, 3))
    const how = fc.constantFrom('unenrol' as const, 'suspend' as const, 'suspendNoRoles' as const)
    fc.assert(
      fc.property(methods, held, how, (methods, held, how) => {
        const [ending, roles] = ended(methods, held, how)
        expect(held).toEqual(expect.arrayContaining(roles))
        if (ending.length === 0) expect(roles).toEqual([])
        if (how === 'unenrol' && ending.length === methods.length && held.length > 0) {
          expect(roles).toEqual(held)
        }
      }),
    )
  })
})
