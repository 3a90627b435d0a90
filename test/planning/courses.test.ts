import { beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'
import { ModelSite } from '../support/model-site.ts'
import { attempt, course, newCourse, put, said } from './attempt.ts'

let site: ModelSite
beforeEach(() => {
  site = new ModelSite()
  attempt(site, [newCourse('C1', { idnumber: 'k1' }), newCourse('C2', { idnumber: 'k2' })])
})

describe('C-1: the order of the checks', () => {
  test('decides which of many mistakes of a row is told', () => {
    const mistakes: [field: string, bad: string, good: string | undefined, code: string][] = [
      ['fullname', 'x'.repeat(255), 'One', 'RB-2002'],
      ['theme', 'boost', undefined, 'RB-3001'],
      ['format', 'spiral', 'weeks', 'RB-2003'],
      ['numsections', '-1', '3', 'RB-3002'],
      ['startdate', '2020-01-02', 'Jan/02/2020', 'RB-2011'],
      ['newsitems', '11', '3', 'RB-3002'],
      ['showgrades', 'maybe', 'yes', 'RB-2003'],
      ['showreports', 'maybe', 'no', 'RB-2003'],
      ['maxbytes', '7', '0', 'RB-3003'],
      ['guest', 'maybe', '0', 'RB-2003'],
      ['visible', 'maybe', '1', 'RB-2003'],
      ['lang', 'xx', 'en', 'RB-2003'],
    ]
    const fields: Record<string, string> = {
      shortname: 'C1',
      category: 'Bio//x',
      link: 'none',
      password: 'open',
    }
    for (const [field, bad] of mistakes) fields[field] = bad
    for (const [field, , good, code] of mistakes) {
      const { outcomes } = attempt(site, [course('create', fields)])
      expect([field, outcomes[0]!.finding?.code]).toEqual([field, code])
      expect(outcomes[0]!.finding?.field).toBe(field)
      if (good === undefined) delete fields[field]
      else fields[field] = good
    }
    expect(said(site, [course('create', fields)])).toEqual(['RB-3022'])
    delete fields['password']
    expect(said(site, [course('create', fields)])).toEqual(['RB-3007'])
    fields['link'] = 'C2'
    expect(said(site, [course('create', fields)])).toEqual(['RB-3010'])
    fields['category'] = 'Bio'
    expect(said(site, [course('create', fields)])).toEqual(['RB-3005'])
    fields['shortname'] = 'C3'
    expect(said(site, [course('create', fields)])).toEqual(['created'])
  })
})

describe('C-3 and C-6: which course is meant', () => {
  test('an unknown short name beside a known id number renames the course', () => {
    expect(said(site, [course('update', { shortname: 'New', idnumber: 'k1' })])).toEqual(['updated'])
    expect(said(site, [newCourse('Newer', { idnumber: 'k1' })], { createOrUpdate: true })).toEqual([
      'updated',
    ])
    expect(site.all('course').map(({ shortname }) => shortname)).toEqual(['Newer', 'C2'])
  })

  test('two courses of one short name or id number, which a file cannot make, are told apart by nothing', () => {
    const [one] = site.all('course')
    put(site, 'course', { ...one!, id: 90, idnumber: 'k9' })
    put(site, 'course', { ...one!, id: 91, shortname: 'C9', idnumber: 'k9' })
    expect(
      said(site, [
        course('update', { shortname: 'C1', fullname: 'x' }),
        course('delete', { shortname: 'C1' }),
        course('update', { shortname: 'unknown', idnumber: 'k9' }),
        newCourse('C4', { link: 'C1' }),
      ]),
    ).toEqual(['RB-3006', 'RB-3006', 'RB-3006', 'RB-3006'])
  })

  test('a course that lost its name within the file is not found by it, and the name is free', () => {
    expect(
      said(site, [
        course('update', { shortname: 'New', idnumber: 'k1' }),
        course('update', { shortname: 'C1', fullname: 'x' }),
        newCourse('C1'),
      ]),
    ).toEqual(['updated', 'RB-3004', 'created'])
  })
})

describe('C-4: an update', () => {
  test('of nothing new is unchanged, also with guest access', () => {
    attempt(site, [course('update', { shortname: 'C1', guest: '1', password: 'open' })])
    expect(
      said(site, [course('update', { shortname: 'C1', guest: '1', password: 'open', category: 'Bio' })]),
    ).toEqual(['unchanged'])
  })
})

describe('C-7, C-8, Q-21 and Q-22: guest access', () => {
  test('a password alone is set on the method of a new course, and of an open one', () => {
    attempt(site, [newCourse('C3', { password: 'a' }), course('update', { shortname: 'C1', guest: '1' })])
    attempt(site, [course('update', { shortname: 'C1', password: 'b' })])
    const access = site.all('course').map(({ shortname, guestAccess }) => [shortname, guestAccess])
    expect(Object.fromEntries(access)).toMatchObject({
      C3: { enabled: false, password: 'a' },
      C1: { enabled: true, password: 'b' },
    })
  })

  test('is judged on the course that was found, also when the record renames it', () => {
    expect(
      said(site, [course('update', { shortname: 'New', idnumber: 'k1', guest: '1', password: 'a' })]),
    ).toEqual(['updated'])
  })

  test('closing keeps the password for the next opening', () => {
    attempt(site, [course('update', { shortname: 'C1', guest: '1', password: 'a' })])
    attempt(site, [course('update', { shortname: 'C1', guest: '0' })])
    attempt(site, [course('update', { shortname: 'C1', guest: '1' })])
    expect(site.all('course')[0]!.guestAccess).toEqual({ enabled: true, password: 'a' })
  })

  test('is refused where new courses do not get the method', () => {
    const without = new ModelSite({ ...DEFAULT_SITE_FACTS, guestAddedByDefault: false })
    expect(
      said(without, [newCourse('C1', { guest: '0' }), newCourse('C2', { password: 'a' }), newCourse('C3')]),
    ).toEqual(['RB-3021', 'RB-3021', 'created'])
    expect(without.all('course')[0]!.guestAccess).toBeNull()
  })
})

describe('C-9: a template', () => {
  test('gives what the row does not say, and site defaults give nothing', () => {
    attempt(site, [
      course('update', {
        shortname: 'C1',
        format: 'weeks',
        newsitems: '9',
        startdate: 'Jan/02/2020',
        guest: '1',
      }),
    ])
    attempt(site, [newCourse('C3', { link: 'C1', newsitems: '1', category: 'Art' })])
    expect(site.all('course').at(-1)).toMatchObject({
      ...{ shortname: 'C3', format: 'weeks', newsitems: 1, idnumber: '', startdate: '2026-09-01' },
      guestAccess: { enabled: true, password: '' },
    })
  })

  test('is for new courses alone', () => {
    expect(said(site, [course('update', { shortname: 'C1', link: 'none' })])).toEqual(['unchanged'])
  })
})

describe('categories', () => {
  test('are made with the accepted record alone (Q-4)', () => {
    const before = site.content()
    expect(
      said(site, [
        newCourse('C1', { category: 'New/Deep' }),
        course('update', { shortname: 'C2', idnumber: 'k1', category: 'Newer' }),
      ]),
    ).toEqual(['RB-3005', 'RB-3005'])
    expect(site.content()).toEqual(before)
  })

  test.each(['/', '//', 'a//b', 'a/', '/a/'])('without a name are refused: %j (Q-23)', (category) => {
    expect(said(site, [course('update', { shortname: 'C1', category })])).toEqual(['RB-3010'])
  })

  test('that several paths fit are refused, and a longer or absolute path tells them apart', () => {
    attempt(site, [newCourse('C3', { category: 'Sci/Bio' })])
    expect(
      said(site, [
        newCourse('C4', { category: 'Bio' }),
        newCourse('C5', { category: '/Bio' }),
        newCourse('C6', { category: 'Sci/Bio' }),
        newCourse('C7', { category: 'Bio/Cells' }),
      ]),
    ).toEqual(['RB-3011', 'created', 'created', 'RB-3011'])
  })

  test('of one parent and name are told apart by their record id alone', () => {
    put(site, 'category', { id: 90, parentId: 0, name: 'Twin', idnumber: '', visible: true })
    put(site, 'category', { id: 91, parentId: 0, name: 'Twin', idnumber: '', visible: true })
    expect(
      said(site, [
        newCourse('C3', { category: '/Twin' }),
        newCourse('C4', { category: 'Twin' }),
        newCourse('C5', { category: '91' }),
      ]),
    ).toEqual(['RB-3011', 'RB-3011', 'created'])
    expect(site.all('course').at(-1)!.categoryId).toBe(91)
  })

  test('are made once for a whole file, below one that an earlier row made', () => {
    attempt(site, [
      newCourse('C3', { category: 'Art/Clay' }),
      newCourse('C4', { category: 'Clay/Pots' }),
      newCourse('C5', { category: '/Art/Clay' }),
    ])
    expect(site.all('category').map(({ name }) => name)).toEqual(['Bio', 'Art', 'Clay', 'Pots'])
  })

  test('with names longer than the site holds are refused', () => {
    expect(said(site, [newCourse('C3', { category: `Art/${'x'.repeat(256)}` })])).toEqual(['RB-3012'])
    expect(said(site, [newCourse('C3', { category: `Art/${'x'.repeat(255)}` })])).toEqual(['created'])
  })
})
