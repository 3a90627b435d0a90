import { expect, test } from 'vitest'
import { recordKey } from '../../src/domain/record-key.ts'
import { subjectOf } from '../../src/inbound/log-subject.ts'

const group = {
  kind: 'group',
  verb: 'sync',
  name: 'Red',
  values: {},
  ifKnown: 'leave',
  ifUnknown: 'create',
} as const

test.each([
  [{ field: 'shortname', value: 'BIO-1' } as const, 'group "Red" of course "BIO-1"'],
  [{ field: 'idnumber', value: '7' } as const, 'group "Red" of course id number "7"'],
])('the log calls a group by its name and its course', (course, name) => {
  const key = recordKey({ ...group, course })
  expect(subjectOf('group', key!)).toEqual({ name, names: [course.value, 'Red'] })
})

test.each([
  ['i:S-1', 'cohort id number "S-1"'],
  ['n:Staff', 'cohort "Staff"'],
])('the log calls a cohort by what its record names it by: %s', (key, name) => {
  expect(subjectOf('cohort', key)?.name).toBe(name)
})
