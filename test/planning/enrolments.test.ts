import { beforeEach, describe, expect, test } from 'vitest'
import { DID } from '../../src/domain/outcome.ts'
import { MAILS } from '../support/arbitrary-actions.ts'
import { ModelSite } from '../support/model-site.ts'
import { NOW } from '../support/plan-context.ts'
import { attempt, enrolment, newCourse, newUser, put, said } from './attempt.ts'

const ANN = 1
let site: ModelSite
let C1: number
beforeEach(() => {
  site = new ModelSite()
  attempt(site, [newUser('ann', { idnumber: '1' }), newUser('bob', { idnumber: '2' }), newUser('cy')])
  attempt(site, [newCourse('C1'), newCourse('C2')])
  C1 = site.all('course')[0]!.id
})

describe('E-1: the order of the checks', () => {
  test('decides which of many mistakes of a row is told', () => {
    const fields: Record<string, string> = {
      ...{ username: 'nobody', context: 'course', instance: 'none', role: 'owner', group: 'x'.repeat(255) },
      ...{ enrolmenttime: '2020-01-02', completetime: 'soon', status: 'paused', grouping: 's1' },
    }
    const steps: [field: string, good: string, code: string][] = [
      ['group', 'none', 'RB-2002'],
      ['role', 'mentor', 'RB-4001'],
      ['enrolmenttime', 'Mar/01/2020', 'RB-2011'],
      ['completetime', 'Feb/01/2020', 'RB-2011'],
      ['status', 'active', 'RB-2003'],
      ['username', 'ann', 'RB-2012'],
      ['instance', 'C1', 'RB-4003'],
      ['role', 'student', 'RB-4005'],
    ]
    for (const [field, good, code] of steps) {
      const { outcomes } = attempt(site, [enrolment('create', 'ann', fields)])
      expect([field, outcomes[0]!.finding?.code]).toEqual([field, code])
      expect(outcomes[0]!.finding?.field).toBe(field)
      fields[field] = good
    }
    const before = site.content()
    expect(said(site, [enrolment('create', 'ann', fields)])).toEqual(['RB-4010'])
    expect(said(site, [enrolment('create', 'ann', fields)], { createGroupsAndGroupings: true })).toEqual([
      'RB-4006',
    ])
    expect(site.content()).toEqual(before)
  })
})

describe('E-2, E-3 and Q-1: roles outside courses', () => {
  test('in the system need no instance, and take any', () => {
    const fields = { context: 'system', role: 'manager' }
    expect(
      said(site, [
        { kind: 'enrolment', verb: 'create', fields: { username: 'ann', ...fields } },
        enrolment('create', 'ann', { ...fields, instance: 'anything' }),
        { kind: 'enrolment', verb: 'delete', fields: { username: 'ann', ...fields } },
        enrolment('delete', 'ann', fields),
      ]),
    ).toEqual(['roleAssigned', 'unchanged', 'roleUnassigned', 'unchanged'])
  })

  test('need a role, also for an update, and make no enrolment, group or mail', () => {
    const place = { username: 'ann', context: 'coursecat', instance: 'Bio', group: 'g1' }
    expect(said(site, [{ kind: 'enrolment', verb: 'update', fields: place }])).toEqual(['RB-4009'])
    const { outcomes, mails } = attempt(
      site,
      [enrolment('update', 'ann', { ...place, role: 'manager' })],
      MAILS,
    )
    expect(outcomes[0]!.outcome).toBe('roleAssigned')
    expect(mails).toEqual([])
    expect([...site.all('enrolment'), ...site.all('group')]).toEqual([])
  })

  test('over a person are found by a user name in any case', () => {
    const over = { context: 'user', instance: 'BOB', role: 'mentor' }
    expect(
      said(site, [
        enrolment('create', 'ann', over),
        enrolment('create', 'ann', { ...over, instance: 'bob' }),
      ]),
    ).toEqual(['roleAssigned', 'unchanged'])
  })
})

describe('E-5 to E-7, E-10: somebody who is enrolled', () => {
  beforeEach(() => {
    attempt(site, [enrolment('create', 'ann')])
  })

  test('started at the time of the import, for ever', () => {
    expect(site.all('enrolment')).toMatchObject([
      { timeStart: NOW, timeEnd: null, status: 'active', method: 'manual' },
    ])
  })

  test('gets a further role, and the times and status of that row', () => {
    const { outcomes } = attempt(site, [enrolment('create', 'ann', { role: 'teacher', status: 'SUSPENDED' })])
    expect(outcomes).toMatchObject([{ outcome: 'roleAssigned' }])
    expect(site.all('enrolment')).toMatchObject([{ status: 'suspended', timeStart: NOW }])
  })

  test('keeps what a row does not bring, and a row that brings nothing is unchanged', () => {
    attempt(site, [enrolment('update', 'ann', { completetime: 'Mar/01/2030' })])
    expect(
      said(site, [enrolment('update', 'ann', { status: 'active' }), enrolment('create', 'ann')]),
    ).toEqual(['unchanged', 'unchanged'])
    expect(site.all('enrolment')).toMatchObject([{ timeEnd: Date.UTC(2030, 2, 1) }])
  })
})

describe('Q-5: an update of somebody who is not enrolled', () => {
  const withoutRole = {
    kind: 'enrolment',
    verb: 'update',
    fields: { username: 'ann', context: 'course', instance: 'C1' },
  } as const

  test('is refused, and enrols only with the setting and a role', () => {
    const settings = { compatibility: { updateMayEnrol: true } }
    expect(said(site, [withoutRole, enrolment('update', 'ann')])).toEqual(['RB-4008', 'RB-4008'])
    expect(said(site, [withoutRole, enrolment('update', 'ann')], settings)).toEqual(['RB-4008', 'enrolled'])
  })
})

describe('Q-14: an end before the start', () => {
  test('is refused, whether the row brings both or one of them stands already', () => {
    attempt(site, [enrolment('create', 'ann', { enrolmenttime: 'Feb/01/2020', completetime: 'Mar/01/2020' })])
    expect(
      said(site, [
        enrolment('update', 'ann', { enrolmenttime: 'Apr/01/2020' }),
        enrolment('update', 'ann', { completetime: 'Jan/01/2020' }),
        enrolment('update', 'ann', { enrolmenttime: 'Apr/01/2020', completetime: 'Apr/01/2020' }),
      ]),
    ).toEqual(['RB-4006', 'RB-4006', 'updated'])
  })

  test('is no reason to refuse a past end that comes without a start, nor the same row again', () => {
    const past = enrolment('create', 'ann', { completetime: 'Mar/01/2020' })
    expect(
      said(site, [
        past,
        past,
        enrolment('update', 'ann', { completetime: 'Mar/01/2020', status: 'suspended' }),
      ]),
    ).toEqual(['enrolled', 'unchanged', 'updated'])
  })
})

describe('E-13 to E-17, Q-6 and Q-25: groups', () => {
  const settings = { createGroupsAndGroupings: true }

  test('a row that only adds a group to an enrolment is a change', () => {
    attempt(site, [enrolment('create', 'ann')])
    const { outcomes } = attempt(
      site,
      [enrolment('create', 'ann', { group: 'g1', grouping: 's1' })],
      settings,
    )
    expect(outcomes).toMatchObject([
      {
        outcome: 'updated',
        did: DID.groupCreated | DID.groupJoined | DID.groupingCreated | DID.groupingLinked,
      },
    ])
    expect(said(site, [enrolment('create', 'ann', { group: 'g1', grouping: 's1' })])).toEqual(['unchanged'])
  })

  test('a grouping needs a group beside it', () => {
    expect(said(site, [enrolment('create', 'ann', { grouping: 's1' })], settings)).toEqual(['RB-4012'])
    expect(site.all('enrolment')).toEqual([])
  })

  test('a group or grouping that is missing or there twice refuses the row before anything is done', () => {
    attempt(site, [enrolment('create', 'bob', { group: 'g1' })], settings)
    put(site, 'group', {
      id: 90,
      courseId: C1,
      idnumber: '',
      description: '',
      passwordHash: '',
      name: 'twin',
    })
    put(site, 'group', {
      id: 91,
      courseId: C1,
      idnumber: '',
      description: '',
      passwordHash: '',
      name: 'twin',
    })
    const before = site.content()
    expect(
      said(site, [
        enrolment('create', 'ann', { group: 'none' }),
        enrolment('create', 'ann', { group: 'g1', grouping: 'none' }),
        enrolment('create', 'ann', { group: 'twin' }),
      ]),
    ).toEqual(['RB-4010', 'RB-4010', 'RB-4011'])
    expect(site.content()).toEqual(before)
  })

  test('are left with the enrolment, and joined again with the next', () => {
    const rows = [
      enrolment('create', 'ann', { group: 'g1' }),
      enrolment('delete', 'ann'),
      enrolment('create', 'ann'),
    ]
    attempt(site, rows, settings)
    expect(site.all('groupMember')).toEqual([])
    expect(said(site, [enrolment('create', 'ann', { group: 'g1' })])).toEqual(['updated'])
  })
})

describe('E-18 to E-22: ending', () => {
  test('a role that is not held, while others keep the enrolment, is refused and named', () => {
    attempt(site, [enrolment('create', 'ann'), enrolment('create', 'ann', { role: 'teacher' })])
    const { outcomes } = attempt(site, [enrolment('delete', 'ann', { role: 'manager' })])
    expect(outcomes[0]!.finding).toMatchObject({ code: 'RB-4022' })
    expect(outcomes[0]!.finding!.message).toContain('teacher, student')
  })

  test('the enrolment stays until the last role goes, in the same file', () => {
    attempt(site, [enrolment('create', 'ann'), enrolment('create', 'ann', { role: 'teacher' })])
    expect(
      said(site, [
        enrolment('delete', 'ann'),
        enrolment('delete', 'ann', { role: 'teacher' }),
        enrolment('delete', 'ann'),
      ]),
    ).toEqual(['roleUnassigned', 'unenrolled', 'unchanged'])
  })

  test('a role that may no longer be given there can still be taken away', () => {
    put(site, 'roleAssignment', { userId: ANN, roleId: 2, context: 'course', instanceId: C1 })
    expect(said(site, [enrolment('delete', 'ann', { role: 'coursecreator' })])).toEqual(['roleUnassigned'])
  })
})

describe('Q-26: somebody who is enrolled through another method', () => {
  beforeEach(() => {
    put(site, 'enrolment', {
      userId: ANN,
      courseId: C1,
      method: 'self',
      status: 'active',
      timeStart: null,
      timeEnd: null,
    })
  })

  test('gets the role, and the row says that times and status stay', () => {
    const { outcomes } = attempt(site, [enrolment('create', 'ann', { status: 'suspended' })])
    expect(outcomes).toMatchObject([{ outcome: 'roleAssigned', finding: { code: 'RB-4023' } }])
    expect(site.all('enrolment')).toMatchObject([{ method: 'self', status: 'active' }])
  })

  test('loses the role, and the row says that the enrolment stays', () => {
    attempt(site, [enrolment('create', 'ann')])
    const { outcomes } = attempt(site, [enrolment('delete', 'ann')])
    expect(outcomes).toMatchObject([{ outcome: 'roleUnassigned', finding: { code: 'RB-4023' } }])
    expect(site.all('enrolment')).toHaveLength(1)
  })

  test('keeps the groups when a manual enrolment beside it ends', () => {
    const manual = {
      userId: ANN,
      courseId: C1,
      method: 'manual',
      status: 'active',
      timeStart: null,
      timeEnd: null,
    } as const
    put(site, 'enrolment', manual)
    attempt(site, [enrolment('create', 'ann', { group: 'g1' })], { createGroupsAndGroupings: true })
    expect(said(site, [enrolment('delete', 'ann')])).toEqual(['unenrolled'])
    expect(site.all('groupMember')).toHaveLength(1)
  })
})

describe('M-2: the mail of a new enrolment', () => {
  test('comes from the teacher who was there first, also when the same file names the teacher', () => {
    const rows = [
      enrolment('create', 'ann'),
      enrolment('create', 'cy', { role: 'editingteacher' }),
      enrolment('create', 'bob', { role: 'editingteacher' }),
    ]
    const { mails } = attempt(site, rows, MAILS)
    expect(mails.map(({ to, from }) => [to, from])).toEqual([
      ['ann@x.org', 'admin@example.org'],
      ['cy@x.org', 'cy@x.org'],
      ['bob@x.org', 'bob@x.org'],
    ])
  })

  test('is sent once: not for a further role, nor for a change', () => {
    const rows = [
      enrolment('create', 'ann'),
      enrolment('create', 'ann', { role: 'teacher' }),
      enrolment('update', 'ann', { status: 'suspended' }),
    ]
    expect(attempt(site, rows, MAILS).mails).toHaveLength(1)
  })
})
