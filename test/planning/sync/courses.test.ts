import { describe, expect, test } from 'vitest'
import type { CategoryPlace, CategoryStep } from '../../../src/domain/category-place.ts'
import type { CourseEnd } from '../../../src/domain/sync-action.ts'
import { ModelSite } from '../../support/model-site.ts'
import { AT_THE_TOP, attempt, course, enrol, message, said, siteWithOne } from './wishes.ts'

function end(
  idnumber: string,
  how: CourseEnd['how'],
  ifUnknown: CourseEnd['ifUnknown'] = 'reject',
): CourseEnd {
  return { kind: 'course', verb: 'end', by: { field: 'idnumber', value: idnumber }, how, ifUnknown }
}

/** Paths of all categories, hidden ones in brackets. */
function tree(site: ModelSite): string[] {
  const { categories } = site.state('category')
  return site
    .all('category')
    .map(({ id, visible }) =>
      visible ? categories.path(id).join('/') : `(${categories.path(id).join('/')})`,
    )
    .sort()
}

function pathOf(site: ModelSite, idnumber: string): string {
  const { categoryId } = site.all('course').find((one) => one.idnumber === idnumber)!
  return site.state('category').categories.path(categoryId).join('/')
}

describe('a wish for a course', () => {
  test('makes one, changes what differs, and never moves it by itself', () => {
    const site = new ModelSite()
    expect(said(site, course('K', { summary: 'One' }))).toEqual(['created'])
    const elsewhere = { ...AT_THE_TOP, steps: [{ name: 'Law' }] }
    expect(said(site, course('K', { summary: 'Two' }, { place: elsewhere }))).toEqual(['updated'])
    expect(pathOf(site, 'K')).toBe('Arts')
    expect(tree(site)).toEqual(['Arts'])
    expect(said(site, course('K', {}, { place: elsewhere, moves: true }))).toEqual(['updated'])
    expect(pathOf(site, 'K')).toBe('Law')
    expect(said(site, course('K', { summary: 'Two' }, { place: elsewhere, moves: true }))).toEqual([
      'unchanged',
    ])
  })

  test('refuses what others have, dates that go backwards, and a new one without a place', () => {
    const site = new ModelSite()
    attempt(site, [course('K'), course('L')])
    expect(said(site, course('L', { shortname: 'K' }))).toEqual(['RB-3005'])
    const backwards = { startdate: '2026-09-02', enddate: '2026-09-01' }
    expect(said(site, course('L', backwards), course('M', backwards))).toEqual(['RB-3406', 'RB-3406'])
    expect(said(site, course('L', { enddate: '2020-01-01' }))).toEqual(['RB-3406'])
    const { outcomes } = attempt(site, [course('M', {}, { place: undefined })], {
      required: { user: [], course: ['category'] },
    })
    expect(outcomes[0]!.finding!.code).toBe('RB-2001')
  })

  test('is left or refused as its switches say', () => {
    const site = new ModelSite()
    const off = { ifUnknown: 'reject', whyUnknown: 'createNewCourses' } as const
    expect(said(site, course('K', {}, off))).toEqual(['RB-3401'])
    attempt(site, [course('K')])
    expect(said(site, course('K', {}, { ifKnown: 'reject' }))).toEqual(['RB-3402'])
    expect(message(site, course('K', {}, { ifKnown: 'leave', whyKnown: 'updateCourses' }))).toContain(
      'updateCourses',
    )
    expect(said(site, course('L', {}, { ifUnknown: 'leave' }))).toEqual(['unchanged'])
  })

  test('that resets, ends all enrolments and groups of that course alone, once', () => {
    const site = siteWithOne()
    attempt(site, [course('L')])
    const group = { name: 'Red', create: true }
    attempt(site, [
      enrol('student', { group }),
      enrol('teacher', { course: { field: 'idnumber', value: 'L' } }),
    ])
    expect(said(site, course('K', {}, { reset: true }), course('K', {}, { reset: true }))).toEqual([
      'updated',
      'unchanged',
    ])
    expect(site.all('group')).toEqual([])
    expect(site.all('groupMember')).toEqual([])
    expect(site.all('enrolment')).toHaveLength(1)
    expect(site.all('roleAssignment')).toHaveLength(1)
  })

  test('that ends one, hides or deletes it', () => {
    const site = new ModelSite()
    attempt(site, [course('K')])
    expect(said(site, end('K', 'keep'), end('K', 'hide'), end('K', 'hide'))).toEqual([
      'unchanged',
      'updated',
      'unchanged',
    ])
    expect(site.all('course')[0]).toMatchObject({ visible: false })
    expect(said(site, end('K', 'delete'), end('K', 'delete'), end('K', 'hide', 'leave'))).toEqual([
      'deleted',
      'RB-3004',
      'unchanged',
    ])
  })
})

describe('the place of a new course', () => {
  const created = (
    site: ModelSite,
    idnumber: string,
    steps: CategoryStep[],
    more: Partial<CategoryPlace> = {},
  ) => {
    const place = { ...AT_THE_TOP, visible: false, otherwise: ['Spare'], steps, ...more }
    const [outcome] = said(site, course(idnumber, {}, { place }))
    return outcome === 'created' ? pathOf(site, idnumber) : outcome
  }
  const names = (...all: string[]) => all.map((name) => ({ name }))

  test('is made below what is there, hidden where the wish says so', () => {
    const site = new ModelSite()
    expect(created(site, 'a', names('Arts', 'History'))).toBe('Arts/History')
    expect(created(site, 'b', names('Arts', 'Music'))).toBe('Arts/Music')
    expect(tree(site)).toEqual(['(Arts)', '(Arts/History)', '(Arts/Music)'])
  })

  test('that is not nested, is the last step, wherever it lies', () => {
    const site = new ModelSite()
    created(site, 'a', names('Arts', 'History'))
    expect(created(site, 'b', names('Law', 'History'), { nested: false })).toBe('Arts/History')
    expect(created(site, 'c', names('History', 'Kings'), { nested: false })).toBe('Arts/History/Kings')
  })

  test('falls back when a step cannot be found or made, and keeps what was made before it', () => {
    const site = new ModelSite()
    expect(created(site, 'a', names('Arts'), { ifMissing: 'otherwise' })).toBe('Spare')
    expect(tree(site)).toEqual(['Spare'])
    expect(created(site, 'b', [{ name: 'Arts' }, {}])).toBe('Spare')
    expect(tree(site)).toEqual(['(Arts)', 'Spare'])
    expect(created(site, 'c', [])).toBe('Spare')
    expect(created(site, 'd', names('Law'), { ifMissing: 'reject' })).toBe('RB-3403')
  })

  test('is found by id number whatever its name, and refused where that lies elsewhere', () => {
    const site = new ModelSite()
    expect(created(site, 'a', [{ name: 'Arts', idnumber: 'A' }])).toBe('Arts')
    expect(created(site, 'b', [{ name: 'Fine arts', idnumber: 'A' }])).toBe('Arts')
    const below = [
      { name: 'Law', idnumber: 'L' },
      { name: 'Arts', idnumber: 'A' },
    ]
    expect(created(site, 'c', below)).toBe('RB-3405')
    expect(tree(site)).toEqual(['(Arts)'])
    expect(created(site, 'c', below, { nested: false })).toBe('Arts')
  })

  test('is refused where a name fits several', () => {
    const site = new ModelSite()
    created(site, 'a', names('Arts', 'History'))
    created(site, 'b', names('Law', 'History'))
    expect(created(site, 'c', names('History'), { nested: false })).toBe('RB-3404')
    expect(created(site, 'c', names('Law', 'History'))).toBe('Law/History')
  })
})
