import { describe, expect, test } from 'vitest'
import type { Category, User } from '../../../src/domain/entities.ts'
import { finding } from '../../../src/domain/finding.ts'
import { DEFAULT_SITE_FACTS } from '../../../src/domain/site-facts.ts'
import type { EnrolmentState, UserState } from '../../../src/domain/site-state.ts'
import { CategoryTree } from '../../../src/domain/state/category-tree.ts'
import { CourseIndex } from '../../../src/domain/state/course-index.ts'
import { PeopleIndex } from '../../../src/domain/state/people-index.ts'
import { RolesHeld } from '../../../src/domain/state/roles-held.ts'
import type { AccountSync, CategorySync } from '../../../src/domain/sync-action.ts'
import { plan } from '../../../src/planning/plan.ts'
import { refsOf } from '../../../src/planning/refs.ts'
import { contextOf } from '../../support/plan-context.ts'

const context = contextOf({})
const NOTE = finding('RB-1260')

function category(id: number, idnumber: string, parentId = 0): Category {
  return { id, idnumber, parentId, name: `Category ${idnumber}`, visible: true }
}

function wish(idnumber: string, parent: string | null, rest: Partial<CategorySync> = {}): CategorySync {
  const name = `New ${idnumber}`
  return {
    kind: 'category',
    verb: 'sync',
    idnumber,
    name,
    parent,
    visible: true,
    ifKnown: 'leave',
    ifUnknown: 'create',
    ...rest,
  }
}

/** Outcomes as words or codes, and the paths of all categories that were made. */
function planned(categories: readonly Category[], ...wishes: CategorySync[]) {
  const tree = new CategoryTree(categories)
  let lastId = 100
  const state = { facts: DEFAULT_SITE_FACTS, newId: () => ++lastId, categories: tree }
  const { outcomes, operations } = plan('category', wishes, state, context)
  return {
    told: outcomes.map(({ outcome, finding: why }) => (outcome === 'rejected' ? why?.code : outcome)),
    findings: outcomes.map(({ finding: why }) => why),
    made: operations.map(({ after }) => tree.path((after as Category).id).join('/')),
  }
}

describe('categories above one that their own records bring later', () => {
  const above = [
    { idnumber: 'c', name: 'New c', parent: null },
    { idnumber: 'b', name: 'New b', parent: 'c' },
  ]

  test('are made first, and their records then find them', () => {
    const { told, made } = planned([], wish('a', 'b', { above }), wish('b', 'c'), wish('c', null))
    expect(told).toEqual(['created', 'unchanged', 'unchanged'])
    expect(made).toEqual(['New c', 'New c/New b', 'New c/New b/New a'])
  })

  test('are left alone where a nearer one is known, wherever it lies', () => {
    const { made } = planned([category(1, 'x'), category(2, 'b', 1)], wish('a', 'b', { above }))
    expect(made).toEqual(['Category x/Category b/New a'])
  })

  test('refuse the record, without a trace, where the way up ends nowhere or is unfit', () => {
    const broken = [{ idnumber: 'b', name: 'New b', parent: 'nowhere' }]
    const long = [{ idnumber: 'b', name: 'b'.repeat(256), parent: null }]
    const circle = [
      { idnumber: 'b', name: 'New b', parent: 'c' },
      { idnumber: 'c', name: 'New c', parent: 'b' },
    ]
    const read = planned(
      [],
      wish('a', 'b', { above: broken }),
      wish('a', 'b', { above: long }),
      wish('a', 'b', { above: circle }),
      wish('a', 'b'),
    )
    expect(read.told).toEqual(['RB-3403', 'RB-2002', 'RB-3403', 'RB-3403'])
    expect(read.made).toEqual([])
    expect(read.findings[0]?.value).toBe('nowhere')
  })
})

describe('a record that only looks', () => {
  const look = { ifKnown: 'leave', ifUnknown: 'reject', note: NOTE, column: 'orgSourcedId' } as const

  test('says its note where all is well', () => {
    expect(planned([category(1, 's1')], wish('s1', null, look)).findings).toEqual([NOTE])
  })

  test('says its note of what is unknown, if that is left too', () => {
    expect(planned([], wish('s1', null, { ...look, ifUnknown: 'leave' })).findings).toEqual([NOTE])
  })

  test('names its own column where it is refused', () => {
    const { findings, told } = planned([], wish('s9', null, look))
    expect(told).toEqual(['RB-3403'])
    expect(findings[0]).toMatchObject({ field: 'orgSourcedId', value: 's9' })
  })

  test('of an enrolment asks for nothing at all', () => {
    const state = enrolmentState([])
    const nothing = { kind: 'enrolment', verb: 'several', of: [], note: NOTE } as const
    const { outcomes, operations } = plan('enrolment', [nothing], state, context)
    expect([outcomes[0]?.outcome, outcomes[0]?.finding, operations]).toEqual(['unchanged', NOTE, []])
  })
})

describe('a record that needs categories', () => {
  const account = (...idnumbers: string[]): AccountSync => ({
    kind: 'user',
    verb: 'sync',
    by: { field: 'idnumber', value: 'u1' },
    values: {},
    ifKnown: 'leave',
    ifUnknown: 'reject',
    needsCategories: idnumbers.map((idnumber) => ({ column: 'orgSourcedIds', idnumber })),
  })

  test('names them for the site to look up', () => {
    expect(refsOf([account('s1', 's2'), account('s1')], context.policy).neededCategories).toEqual(
      new Set(['s1', 's2']),
    )
    expect(refsOf([account()], context.policy).neededCategories.size).toBe(0)
  })

  test('is refused for those that are not there, and all of them are named', () => {
    const state: UserState = {
      facts: DEFAULT_SITE_FACTS,
      newId: () => 1,
      profileFields: new Map(),
      users: new PeopleIndex([{ id: 1, username: 'ann', idnumber: 'u1', email: '' } as User]),
      parts: null,
      neededCategories: new Set(['s1']),
    }
    const { outcomes } = plan('user', [account('s1'), account('s1', 's8', 's9'), account()], state, context)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'rejected', 'unchanged'])
    expect(outcomes[1]?.finding).toMatchObject({ code: 'RB-3403', field: 'orgSourcedIds', value: 's8, s9' })
  })

  test('is refused as an enrolment before anybody is enrolled', () => {
    const enrol = (idnumber: string) =>
      ({
        kind: 'enrolment',
        verb: 'enrol',
        person: { field: 'idnumber', value: 'u1' },
        course: { field: 'idnumber', value: 'cl1' },
        method: 'oneroster',
        role: null,
        needsCategories: [{ column: 'schoolSourcedId', idnumber }],
      }) as const
    const { outcomes, operations } = plan(
      'enrolment',
      [enrol('s9'), enrol('s1')],
      enrolmentState(['s1']),
      context,
    )
    expect(outcomes[0]?.finding).toMatchObject({ code: 'RB-3403', field: 'schoolSourcedId', value: 's9' })
    expect(outcomes[1]?.outcome).toBe('enrolled')
    expect(operations).toHaveLength(1)
  })
})

function enrolmentState(categories: readonly string[]): EnrolmentState {
  return {
    facts: DEFAULT_SITE_FACTS,
    newId: () => 1,
    people: new PeopleIndex([
      { id: 1, username: 'ann', idnumber: 'u1', email: '', firstname: 'Ann', lastname: 'One' },
    ]),
    courses: new CourseIndex([
      { id: 1, shortname: 'cl1', idnumber: 'cl1', fullname: 'Biology', summary: '', manualEnrol: true },
    ]),
    categoriesByName: new Map(),
    roles: new Map(),
    enrolments: new Map(),
    roleAssignments: new RolesHeld(),
    groups: new Map(),
    groupings: new Map(),
    members: new Set(),
    links: new Set(),
    teachers: new Map(),
    neededCategories: new Set(categories),
  }
}
