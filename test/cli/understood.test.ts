import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusedFile } from '../../src/cli/check/check-files.ts'
import { checkedText } from '../../src/cli/check/check-report.ts'
import { understood } from '../../src/cli/check/understood.ts'
import type { Action } from '../../src/domain/action.ts'
import { ACTIONS } from '../support/arbitrary-actions.ts'
import { wishes } from '../support/sync-actions.ts'

const ann = { field: 'idnumber', value: '7' } as const
const biology = { field: 'shortname', value: 'BIO' } as const
const enrolled = { kind: 'enrolment', verb: 'enrol', person: ann, course: biology, method: 'sis' } as const

describe('a record as it was understood', () => {
  test.each<[string, Action, string, object]>([
    [
      'a user of Data Hub',
      {
        kind: 'user',
        verb: 'update',
        fields: { city: 'Leeds', password: 'S3cret' },
        find: { email: 'a@x.org' },
        profile: { badge: '9' },
      },
      'update user',
      { user_email: 'a@x.org', city: 'Leeds', password: '(hidden)', profile_field_badge: '9' },
    ],
    [
      'a user who is made or changed',
      {
        kind: 'user',
        verb: 'sync',
        by: ann,
        values: { username: 'ann' },
        whenNew: { username: 'x', auth: 'manual' },
        profile: { badge: '' },
        password: { text: 'S3cret', for: 'new', mustChange: 'never' },
        erase: ['city'],
        suspended: false,
        ifKnown: 'update',
        ifUnknown: 'create',
        parts: [
          { part: 'cohort', idnumber: 'Y7', create: true },
          { part: 'membership', course: biology, method: 'manual', role: 'student' },
          { part: 'role', role: 'manager', take: true },
        ],
      },
      'create or update user',
      {
        idnumber: '7',
        username: 'ann',
        auth: 'manual',
        profile_field_badge: '',
        password: '(hidden)',
        erased: 'city',
        suspended: 'false',
        also: 'cohort Y7, course BIO as student, not role manager',
      },
    ],
    [
      'a user who goes',
      { kind: 'user', verb: 'end', by: ann, how: 'suspend', ifUnknown: 'leave' },
      'suspend user',
      { idnumber: '7' },
    ],
    [
      'a user whom settings leave alone',
      { kind: 'user', verb: 'sync', by: ann, values: {}, ifKnown: 'leave', ifUnknown: 'reject' },
      'leave user',
      { idnumber: '7' },
    ],
    [
      'a course',
      {
        kind: 'course',
        verb: 'sync',
        by: biology,
        values: { fullname: 'Biology' },
        guest: { enabled: true, password: 'S3cret' },
        methods: { enrolment_self: { status: 'on' }, enrolment_meta: null },
        manual: false,
        place: {
          steps: [{ name: 'Science' }, { idnumber: 'K1' }],
          nested: true,
          ifMissing: 'create',
          visible: true,
        },
        ifKnown: 'fill',
        ifUnknown: 'create',
        renameTo: 'BIO2',
      },
      'create or fill in course',
      {
        shortname: 'BIO',
        fullname: 'Biology',
        manual: 'off',
        guest: 'on',
        password: '(hidden)',
        enrolment_self: '{"status":"on"}',
        enrolment_meta: 'none',
        category: 'Science / K1',
        rename: 'BIO2',
      },
    ],
    [
      'a course in the category that stands in',
      {
        kind: 'course',
        verb: 'sync',
        by: biology,
        values: {},
        place: { steps: [], nested: false, ifMissing: 'otherwise', visible: true, otherwise: ['Misc'] },
        ifKnown: 'countUp',
        ifUnknown: 'create',
      },
      'create course',
      { shortname: 'BIO', category: 'Misc' },
    ],
    [
      'a course that goes',
      { kind: 'course', verb: 'end', by: biology, how: 'hide', ifUnknown: 'leave' },
      'hide course',
      { shortname: 'BIO' },
    ],
    [
      'a category',
      {
        kind: 'category',
        verb: 'sync',
        idnumber: 'K1',
        name: 'Science',
        parent: null,
        visible: true,
        ifKnown: 'leave',
        ifUnknown: 'create',
      },
      'create category',
      { idnumber: 'K1', name: 'Science' },
    ],
    [
      'an enrolment',
      {
        ...enrolled,
        role: 'student',
        start: 0,
        end: { daysAfterStart: 9 },
        group: { name: 'A', create: true },
      },
      'enrol',
      {
        'user idnumber': '7',
        'course shortname': 'BIO',
        role: 'student',
        start: '1970-01-01T00:00:00.000Z',
        end: '9 days after the start',
        group: 'A',
      },
    ],
    [
      'several of one person',
      {
        kind: 'enrolment',
        verb: 'several',
        of: [
          { ...enrolled, role: 'student' },
          { ...enrolled, role: 'teacher' },
        ],
      },
      'enrol',
      { 'user idnumber': '7', 'course shortname': 'BIO', role: 'student, teacher' },
    ],
    ['none at all', { kind: 'enrolment', verb: 'several', of: [] }, 'nothing', {}],
  ])('%s', (_, action, asks, fields) => {
    expect(understood(2, action)).toEqual({ line: 2, asks, fields })
  })

  test('has no password, whatever it asks for', () => {
    const any = fc.oneof(
      ACTIONS.user,
      ACTIONS.course,
      wishes(1, 5).map(([chunk]) => chunk!.actions[0]!),
    )
    fc.assert(
      fc.property(any, (action) => {
        const { password = '(hidden)' } = understood(1, action).fields
        expect(password).toBe('(hidden)')
      }),
    )
  })

  test('does nothing to a terminal, and is cut where it is long', () => {
    const first = [
      understood(2, {
        kind: 'user',
        verb: 'create',
        fields: { city: '\u001b[31mred', description: 'x'.repeat(99) },
      }),
    ]
    const inspection = { kind: 'user', encoding: 'utf-8', records: 1, blankLines: 0, warnings: [] } as const
    const text = checkedText({ ...refusedFile('a.csv', null), inspection, first }, 'datahub-csv')
    expect(text).toContain('city=\\u{1b}[31mred')
    expect(text).toContain(`description=${'x'.repeat(39)}…`)
  })
})
