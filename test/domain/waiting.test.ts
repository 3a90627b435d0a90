import { describe, expect, test } from 'vitest'
import type { Action } from '../../src/domain/action.ts'
import { wantedBy } from '../../src/domain/waiting.ts'

function datahub(fields: object, verb: 'create' | 'update' | 'delete' = 'create'): Action {
  return { kind: 'enrolment', verb, fields }
}

const member = {
  kind: 'enrolment',
  person: { field: 'idnumber', value: '7' },
  course: { field: 'idnumber', value: 'BIO' },
  method: 'manual',
  role: 'student',
} as const
const enrol: Action = { ...member, verb: 'enrol' }
const end = { ...member, verb: 'end', ends: 'role', how: 'unenrol', ifUnknown: 'reject' } as const

describe('what has to be there for a record', () => {
  test.each<[string, Action, string[]]>([
    [
      'in a course: every name of the person, and the course',
      datahub({ username: 'Ann', email: 'a@x.org', idnumber: '7', context: 'course', instance: 'BIO' }),
      ['user u:ann', 'user i:7', 'user e:a@x.org', 'course s:BIO'],
    ],
    [
      'in a category',
      datahub({ idnumber: '7', context: 'coursecat', instance: 'Arts' }, 'update'),
      ['user i:7', 'category Arts'],
    ],
    ['over a user', datahub({ username: 'a', context: 'user', instance: 'B' }), ['user u:a', 'user u:b']],
    ['in the system', datahub({ username: 'a', context: 'system' }), ['user u:a']],
    ['that enrols by id numbers', enrol, ['user i:7', 'course i:BIO']],
    [
      'that needs a category besides',
      { ...enrol, needsCategories: [{ column: 'schoolSourcedId', idnumber: 's1' }] } as Action,
      ['user i:7', 'course i:BIO', 'categoryid:s1'],
    ],
    [
      'that gives a role in a category',
      { kind: 'enrolment', verb: 'assign', person: member.person, role: 'manager', category: 'K1' },
      ['user i:7', 'categoryid:K1'],
    ],
    [
      'of several roles, each once',
      { kind: 'enrolment', verb: 'several', of: [enrol, end] },
      ['user i:7', 'course i:BIO'],
    ],
    ['that takes something away is nothing', datahub({ username: 'a', context: 'system' }, 'delete'), []],
    ['that ends an enrolment is nothing', end, []],
    ['that only ends several is nothing', { kind: 'enrolment', verb: 'several', of: [end] }, []],
    ['about a user is nothing', { kind: 'user', verb: 'create', fields: { username: 'a' } }, []],
  ])('%s', (_, action, wanted) => {
    expect(wantedBy(action)).toEqual(wanted)
  })
})
