import { describe, expect, test } from 'vitest'
import type { Course } from '../../../src/domain/entities.ts'
import { finding } from '../../../src/domain/finding.ts'
import type { AccountSync, CourseSync } from '../../../src/domain/sync-action.ts'
import { course, courseState, planned, said, user, userState } from './uploads.ts'

const ANN: AccountSync = {
  kind: 'user',
  verb: 'sync',
  by: { field: 'username', value: 'ann' },
  values: { firstname: 'Ann', lastname: 'Lee' },
  whenNew: { email: 'ann@x.org' },
  ifKnown: 'update',
  ifUnknown: 'create',
}
const COUNTED: AccountSync = { ...ANN, ifKnown: 'countUp' }

describe('an account that is counted up', () => {
  test('gets the next free name, and the values that hold it', () => {
    const state = userState(user(1, 'ann'), user(2, 'ann2'))
    const perName = { templates: { email: '%u.%l@x.org' }, letters: { f: 'Ann', l: 'Lee' } }
    const made = planned('user', [{ ...COUNTED, perName }], state)
    expect(said(made)).toEqual([['created', 'RB-1334']])
    expect(made.outcomes[0]!.finding!.message).toContain('ann3')
    expect(made.operations.map(({ after }) => after)).toMatchObject([
      { username: 'ann3', email: 'ann3.Lee@x.org' },
    ])
  })

  test('keeps its name where that is free', () => {
    const made = planned('user', [COUNTED], userState())
    expect(said(made)).toEqual([['created']])
  })

  test('is not made once more when the record was applied before', () => {
    const made = planned('user', [{ ...COUNTED, again: true }], userState(user(1, 'ann')))
    expect(said(made)).toEqual([['unchanged', 'RB-2018']])
    expect(made.operations).toEqual([])
  })

  test('is made again when nobody has the name any more', () => {
    expect(said(planned('user', [{ ...COUNTED, again: true }], userState()))).toEqual([['created']])
  })
})

describe('a renamed account', () => {
  const rename: AccountSync = { ...ANN, renameFrom: 'old', values: { city: 'Ulm' } }

  test('that has its new name already is brought in line when the record was applied before', () => {
    const state = () => userState(user(1, 'ann'))
    const made = planned('user', [{ ...rename, again: true }], state())
    expect(said(made)).toEqual([['updated']])
    expect(made.operations[0]!.after).toMatchObject({ id: 1, username: 'ann', city: 'Ulm' })
    expect(said(planned('user', [rename], state()))).toEqual([['rejected', 'RB-2012']])
  })

  test('that is to be left apart from its name has no parts carried out', () => {
    const parts = [{ part: 'faulty', why: finding('RB-2017') }] as const
    const leave: AccountSync = { ...rename, ifKnown: 'leave', parts }
    expect(said(planned('user', [leave], userState(user(1, 'old'))))).toEqual([['updated']])
  })
})

describe('a part that the format could not read', () => {
  test('is told, and the account is made', () => {
    const why = finding('RB-2011', { field: 'enroltimestart1', value: 'soon', accepted: 'dates' })
    const made = planned('user', [{ ...ANN, parts: [{ part: 'faulty', why }] }], {
      ...userState(),
      parts: {} as never,
    })
    expect(said(made)).toEqual([['created', 'RB-2409']])
    expect(made.outcomes[0]!.finding!.message).toContain('soon')
  })
})

describe('the password of an account', () => {
  const password = { text: 'Secret-1', for: 'newAndKnown', mustChange: 'never' } as const

  test('is kept where the site keeps passwords alone', () => {
    const state = userState(user(1, 'ann', { auth: 'ldap' }))
    expect(said(planned('user', [{ ...ANN, values: {}, password }], state))).toEqual([
      ['unchanged', 'RB-2017'],
    ])
    const made = planned('user', [{ ...ANN, values: { ...ANN.values, auth: 'ldap' }, password }], userState())
    expect(made.operations[0]!.after).toMatchObject({ auth: 'ldap', passwordHash: '' })
  })

  test('is taken away when the account moves to a method that keeps none here', () => {
    const state = userState(user(1, 'ann', { passwordHash: 'plain:Before-1' }))
    const made = planned('user', [{ ...ANN, values: { auth: 'ldap' }, password }], state)
    expect(made.operations[0]!.after).toMatchObject({ auth: 'ldap', passwordHash: '' })
  })

  test('that is needed and missing refuses a new account, by its column and by no value', () => {
    const made = planned('user', [{ ...ANN, needsPassword: true }], userState())
    expect(said(made)).toEqual([['rejected', 'RB-2001']])
    expect(made.outcomes[0]!.finding!.message).toContain('password')
  })
})

const C1: CourseSync = {
  kind: 'course',
  verb: 'sync',
  by: { field: 'shortname', value: 'C1' },
  values: { fullname: 'Course 1' },
  place: { steps: [{ name: 'Cat 1' }], nested: true, ifMissing: 'reject', visible: true },
  ifKnown: 'update',
  ifUnknown: 'create',
}

describe('a course that is counted up', () => {
  const counted: CourseSync = { ...C1, ifKnown: 'countUp' }

  test('says its new name', () => {
    const made = planned('course', [counted], courseState(course(1, 'C1')))
    expect(said(made)).toEqual([['created', 'RB-1334']])
    expect(made.outcomes[0]!.finding!.message).toContain('C2')
  })

  test('is not made once more when the record was applied before', () => {
    const made = planned('course', [{ ...counted, again: true }], courseState(course(1, 'C1')))
    expect(said(made)).toEqual([['unchanged', 'RB-2018']])
  })
})

describe('a course', () => {
  test('that was renamed by this record before is found under its new name', () => {
    const renamed: CourseSync = { ...C1, renameTo: 'C9', ifUnknown: 'reject' }
    const state = () => courseState(course(1, 'C9'))
    expect(said(planned('course', [{ ...renamed, again: true }], state()))).toEqual([['updated']])
    expect(said(planned('course', [renamed], state()))).toEqual([['rejected', 'RB-3004']])
  })

  test('is not emptied once more when the record was applied before', () => {
    const state = () => {
      const entity = { id: 5, courseId: 1, name: 'G', idnumber: '', description: '', passwordHash: '' }
      const contents = new Map([[1, [{ kind: 'group', entity } as const]]])
      return { ...courseState(course(1, 'C1', { fullname: 'Course 1' })), contents }
    }
    const reset: CourseSync = { ...C1, reset: true }
    const made = planned('course', [reset], state())
    expect(made.operations.map(({ kind, after }) => [kind, after])).toEqual([['group', null]])
    expect(said(planned('course', [{ ...reset, again: true }], state()))).toEqual([['unchanged', 'RB-2017']])
  })

  test('that needs a start is refused without one when it is new', () => {
    const needy: CourseSync = {
      ...C1,
      needs: ['startdate'],
      values: { fullname: 'F', enddate: '2030-01-01' },
    }
    const made = planned('course', [needy], courseState())
    expect(said(made)).toEqual([['rejected', 'RB-2001']])
    expect(made.outcomes[0]!.finding!.message).toContain('startdate')
    expect(said(planned('course', [needy], courseState(course(1, 'C1'))))).toEqual([['updated']])
  })

  test('has the content of its template and none of its values where the wish says so', () => {
    const template = course(1, 'T', {
      summary: 'Of T',
      format: 'weeks',
      guestAccess: { enabled: true, password: '' },
    })
    const templateOf = (contentOnly: boolean) => {
      const wish: CourseSync = { ...C1, values: { ...C1.values, link: 'T' }, contentOnly }
      return planned('course', [wish], courseState(template)).operations[0]
    }
    expect(templateOf(true)).toMatchObject({
      templateId: 1,
      after: { summary: '', format: 'topics', guestAccess: { enabled: false } },
    })
    expect(templateOf(false)).toMatchObject({ templateId: 1, after: { summary: 'Of T', format: 'weeks' } })
  })

  test('that is there keeps its content, and the record says so', () => {
    const wish: CourseSync = { ...C1, values: { link: 'T' } }
    const state = () => courseState(course(1, 'C1'), course(2, 'T'))
    expect(said(planned('course', [wish], state()))).toEqual([['unchanged', 'RB-1347']])
    const lost: CourseSync = { ...C1, values: { link: 'nope' } }
    expect(said(planned('course', [lost], state()))).toEqual([['rejected', 'RB-3007']])
  })

  test('is refused for a role that the site lacks, with the roles that it has', () => {
    const roles = new Map([['student', { id: 1, shortname: 'student', contexts: ['course' as const] }]])
    const named = ['student', 'studnet'].map((shortname) => ({ column: `role_${shortname}`, shortname }))
    const made = planned('course', [{ ...C1, roles: named }], { ...courseState(), roles })
    expect(said(made)).toEqual([['rejected', 'RB-4001']])
    expect(made.outcomes[0]!.finding!.message).toMatch(/role_studnet.*"studnet".*Did you mean "student"/)
    expect(
      said(planned('course', [{ ...C1, roles: named.slice(0, 1) }], { ...courseState(), roles })),
    ).toEqual([['created']])
  })

  test('takes manual enrolments only where the site has the method', () => {
    const state = courseState(course(1, 'C1', { manualEnrol: false }))
    const facts = { ...state.facts, enrolPlugins: ['guest'] }
    const open: CourseSync = { ...C1, values: {}, manual: true }
    expect(said(planned('course', [open], { ...state, facts }))).toEqual([['unchanged', 'RB-2017']])
    const made = planned('course', [open], state)
    expect(made.operations[0]!.after).toMatchObject({ manualEnrol: true })
  })

  test('gets guest access, loses it and keeps its password', () => {
    const none = { ...C1, values: {} }
    const guestAfter = (wish: CourseSync['guest'], guestAccess: Course['guestAccess']) => {
      const state = courseState(course(1, 'C1', { guestAccess }))
      const { after } = planned('course', [{ ...none, guest: wish }], state).operations[0] ?? {}
      return (after as Course | undefined)?.guestAccess
    }
    const open = { enabled: true, password: 'pw' }
    expect(guestAfter({ enabled: true }, null)).toEqual({ enabled: true, password: '' })
    expect(guestAfter({ enabled: false }, open)).toEqual({ enabled: false, password: 'pw' })
    expect(guestAfter({ enabled: true, password: 'new' }, open)).toEqual({ enabled: true, password: 'new' })
    expect(guestAfter(null, open)).toBeNull()
    expect(guestAfter(undefined, open)).toBeUndefined()
  })

  test('opens to guests only where the site has the method', () => {
    const state = courseState(course(1, 'C1'))
    const facts = { ...state.facts, enrolPlugins: ['manual'] }
    const wish: CourseSync = { ...C1, guest: { enabled: true } }
    expect(said(planned('course', [wish], { ...state, facts }))).toEqual([['rejected', 'RB-3020']])
  })

  test('keeps the settings of its enrolment methods that a record lacks', () => {
    const known = '{"status":"on","role":"student"}'
    const state = courseState(course(1, 'C1', { more: { enrolment_self: known, enrolment_meta: '{}' } }))
    const methods = { enrolment_self: { status: 'off', enrolperiod: '60' }, enrolment_meta: null }
    const made = planned('course', [{ ...C1, values: {}, methods }], state)
    expect(made.operations[0]!.after).toMatchObject({
      more: { enrolment_self: '{"status":"off","role":"student","enrolperiod":"60"}' },
    })
    expect(made.operations[0]!.after).not.toHaveProperty('more.enrolment_meta')
    expect(said(planned('course', [{ ...C1, values: {}, methods }], state))).toEqual([
      ['unchanged', 'RB-2017'],
    ])
  })

  test('whose people are to come from a course that is not there is refused', () => {
    const sources = [{ column: 'enrolment_1_metacoursename', shortname: 'C9' }]
    const refused = planned('course', [{ ...C1, sources }], courseState())
    expect(said(refused)).toEqual([['rejected', 'RB-3004']])
    expect(refused.outcomes[0]!.finding).toMatchObject({ field: 'enrolment_1_metacoursename', value: 'C9' })
    const there = courseState(course(9, 'C9'))
    expect(said(planned('course', [{ ...C1, sources }], there))).toEqual([['created']])
  })

  test('of which the format leaves something out says so', () => {
    const notice = finding('RB-1346', { value: 'self' })
    const state = courseState()
    expect(said(planned('course', [{ ...C1, notice }], state))).toEqual([['created', 'RB-1346']])
    expect(said(planned('course', [{ ...C1, notice }], state))).toEqual([['unchanged', 'RB-1346']])
  })
})
