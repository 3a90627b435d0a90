import { describe, expect, test } from 'vitest'
import type { MembershipsOfOne } from '../../../src/domain/sync-action.ts'
import { NOW } from '../../support/plan-context.ts'
import { attempt, end, enrol, message, rolesHeld, said, siteWithOne } from './wishes.ts'

const several = (...of: MembershipsOfOne['of'][number][]): MembershipsOfOne => ({
  kind: 'enrolment',
  verb: 'several',
  of,
})

describe('a wish to enrol', () => {
  test('enrols by its method, adds roles, and brings status and times in line', () => {
    const site = siteWithOne()
    expect(said(site, enrol('student'), enrol('student'), enrol('teacher'))).toEqual([
      'enrolled',
      'unchanged',
      'roleAssigned',
    ])
    expect(rolesHeld(site)).toEqual(['student', 'teacher'])
    expect(said(site, enrol('student', { start: '2026-09-01', end: NOW }))).toEqual(['updated'])
    expect(site.all('enrolment')).toMatchObject([
      { method: 'sis', status: 'active', timeStart: Date.UTC(2026, 8, 1), timeEnd: NOW },
    ])
    expect(said(site, enrol('student'))).toEqual(['unchanged'])
    expect(said(site, enrol('student', { start: null, end: null }))).toEqual(['updated'])
    expect(site.all('enrolment')).toMatchObject([{ timeStart: null, timeEnd: null }])
  })

  test('makes a suspended enrolment active where it says so, and leaves it where it does not', () => {
    const site = siteWithOne()
    attempt(site, [enrol('student', { status: 'suspended' })])
    expect(said(site, enrol('student'), enrol('student', { status: 'active' }))).toEqual([
      'unchanged',
      'updated',
    ])
  })

  test('refuses an end before the start, that of the enrolment included', () => {
    const site = siteWithOne()
    expect(said(site, enrol('student', { start: '2026-09-02', end: '2026-09-01' }))).toEqual(['RB-4006'])
    attempt(site, [enrol('student', { start: '2026-09-02' })])
    expect(said(site, enrol('student', { end: '2026-09-01' }))).toEqual(['RB-4006'])
    expect(said(site, enrol('student', { end: { daysAfterStart: 2 } }))).toEqual(['updated'])
    expect(site.all('enrolment')).toMatchObject([{ timeEnd: Date.UTC(2026, 8, 4) }])
  })

  test('refuses what is unknown: course before person before role', () => {
    const site = siteWithOne()
    const course = { field: 'idnumber', value: 'nowhere' } as const
    const person = { field: 'idnumber', value: 'nobody' } as const
    expect(said(site, enrol('none', { course, person }))).toEqual(['RB-3004'])
    expect(said(site, enrol('none', { person }))).toEqual(['RB-2012'])
    expect(said(site, enrol('none'), enrol('coursecreator'))).toEqual(['RB-4001', 'RB-4005'])
    expect(said(site, enrol('Student'))).toEqual(['enrolled'])
    expect(rolesHeld(site)).toEqual(['student'])
  })

  test('puts the person into a group once, and makes one only where it may', () => {
    const site = siteWithOne()
    const into = (name: string, create: boolean) => enrol('student', { group: { name, create } })
    expect(said(site, into('Red', false))).toEqual(['RB-4403'])
    expect(said(site, into('Red', true), into('Red', true), into('Blue', true))).toEqual([
      'enrolled',
      'unchanged',
      'updated',
    ])
    expect(site.all('group').map(({ name }) => name)).toEqual(['Red', 'Blue'])
  })

  test('leaves a course alone that takes no manual enrolments', () => {
    const site = siteWithOne()
    const [course] = site.all('course')
    site.apply([{ kind: 'course', before: course!, after: { ...course!, manualEnrol: false }, record: 0 }])
    expect(said(site, enrol('student', { method: 'manual' }), enrol('student'))).toEqual([
      'RB-4007',
      'enrolled',
    ])
  })
})

describe('a wish to end', () => {
  test('ends the enrolment of its own method with the last role, groups included', () => {
    const site = siteWithOne()
    attempt(site, [enrol('student', { group: { name: 'Red', create: true } }), enrol('teacher')])
    expect(said(site, end('teacher'))).toEqual(['roleUnassigned'])
    expect(said(site, end('student'), end('student'))).toEqual(['unenrolled', 'unchanged'])
    expect(rolesHeld(site)).toEqual([])
    expect(site.all('enrolment')).toEqual([])
    expect(site.all('groupMember')).toEqual([])
  })

  test('leaves enrolments of other methods, and with them roles and groups', () => {
    const site = siteWithOne()
    attempt(site, [enrol('student', { method: 'manual', group: { name: 'Red', create: true } })])
    expect(said(site, end('student'))).toEqual(['unchanged'])
    attempt(site, [enrol('student')])
    expect(said(site, end('student'))).toEqual(['unenrolled'])
    expect(site.all('enrolment')).toMatchObject([{ method: 'manual' }])
    expect(rolesHeld(site)).toEqual(['student'])
    expect(site.all('groupMember')).toHaveLength(1)
  })

  test('suspends, with or without roles, and keeps the times', () => {
    const site = siteWithOne()
    attempt(site, [enrol('student', { start: NOW })])
    const suspended = end('student', { how: 'suspend' })
    expect(said(site, suspended, suspended)).toEqual(['suspended', 'unchanged'])
    expect(rolesHeld(site)).toEqual(['student'])
    expect(said(site, end('student', { how: 'suspendNoRoles' }))).toEqual(['suspended'])
    expect(rolesHeld(site)).toEqual([])
    expect(site.all('enrolment')).toMatchObject([{ status: 'suspended', timeStart: NOW }])
    expect(said(site, enrol('student', { status: 'active' }))).toEqual(['updated'])
    expect(rolesHeld(site)).toEqual(['student'])
  })

  test('does nothing for a role that is not held beside others, or where a setting keeps it', () => {
    const site = siteWithOne()
    attempt(site, [enrol('student')])
    expect(said(site, end('teacher'))).toEqual(['unchanged'])
    expect(message(site, end('teacher'))).toContain('student')
    expect(message(site, end('student', { how: 'keep', because: 'unenrol' }))).toContain('setting unenrol')
    expect(site.all('enrolment')).toHaveLength(1)
  })

  test('for somebody unknown is refused, or told as done', () => {
    const site = siteWithOne()
    const person = { field: 'idnumber', value: 'nobody' } as const
    const wishes = [end('student', { person }), end('student', { person, ifUnknown: 'leave' })]
    expect(said(site, ...wishes)).toEqual(['RB-2012', 'unchanged'])
  })
})

describe('several wishes of one record', () => {
  test('are told as one, by what weighs most', () => {
    const site = siteWithOne()
    expect(said(site, several(enrol('student'), enrol('teacher')))).toEqual(['enrolled'])
    expect(said(site, several(enrol('student'), enrol('editingteacher'), end('teacher')))).toEqual([
      'roleAssigned',
    ])
    expect(rolesHeld(site)).toEqual(['editingteacher', 'student'])
    expect(said(site, several(enrol('student'), enrol('editingteacher')))).toEqual(['unchanged'])
  })

  test('are all refused with one of them', () => {
    const site = siteWithOne()
    expect(said(site, several(enrol('student'), enrol('none')))).toEqual(['RB-4001'])
    expect(site.all('enrolment')).toEqual([])
  })
})
