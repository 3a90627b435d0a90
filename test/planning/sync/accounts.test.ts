import { describe, expect, test } from 'vitest'
import type { AccountEnd } from '../../../src/domain/sync-action.ts'
import { ModelSite } from '../../support/model-site.ts'
import { attempt, message, person, said, siteWithOne, userOf } from './wishes.ts'

function end(idnumber: string, more: Partial<AccountEnd> = {}): AccountEnd {
  const by = { field: 'idnumber', value: idnumber } as const
  return { kind: 'user', verb: 'end', by, how: 'delete', ifUnknown: 'reject', ...more }
}

describe('a wish for an account', () => {
  test("makes who is unknown, with the site's defaults and what only new users get", () => {
    const site = new ModelSite()
    expect(said(site, person('1', { city: 'Ulm' }, { whenNew: { city: 'Bonn', auth: 'cas' } }))).toEqual([
      'created',
    ])
    const made = { username: 'u1', idnumber: '1', city: 'Ulm', auth: 'cas', lang: 'en', passwordHash: '' }
    expect(userOf(site, '1')).toMatchObject(made)
    expect(said(site, person('1', {}, { whenNew: { city: 'Bonn' } }))).toEqual(['unchanged'])
  })

  test('leaves, or refuses, what its switches say, and names the setting behind it', () => {
    const site = new ModelSite()
    const why = { ifUnknown: 'reject', whyUnknown: 'createNewUsers' } as const
    expect(said(site, person('1', {}, why))).toEqual(['RB-2401'])
    expect(message(site, person('1', {}, why))).toContain('createNewUsers')
    expect(said(site, person('1', {}, { ifUnknown: 'reject' }))).toEqual(['RB-2012'])
    expect(message(site, person('1', {}, { ifUnknown: 'leave' }))).toContain('"1"')
    attempt(site, [person('1', { city: 'Ulm' })])
    const left = person('1', { city: 'Bonn' }, { ifKnown: 'leave', whyKnown: 'updateUsers' })
    expect(message(site, left)).toBe('The sourcedid "1" is left as it is, because of the setting updateUsers')
    expect(said(site, person('1', {}, { ifKnown: 'reject' }))).toEqual(['RB-2405'])
    expect(userOf(site, '1')).toMatchObject({ city: 'Ulm' })
  })

  test('writes what differs, fills what is empty, or keeps all values', () => {
    const site = new ModelSite()
    attempt(site, [person('1', { city: 'Ulm' })])
    const values = { city: 'Bonn', institution: 'Uni' }
    expect(said(site, person('1', values, { ifKnown: 'partsOnly' }))).toEqual(['unchanged'])
    expect(said(site, person('1', values, { ifKnown: 'fill' }))).toEqual(['updated'])
    expect(userOf(site, '1')).toMatchObject({ city: 'Ulm', institution: 'Uni' })
    expect(said(site, person('1', values))).toEqual(['updated'])
    expect(userOf(site, '1')).toMatchObject({ city: 'Bonn' })
    expect(said(site, person('1', {}, { erase: ['city'] }))).toEqual(['updated'])
    expect(userOf(site, '1')).toMatchObject({ city: '', institution: 'Uni' })
  })

  test('is told as suspended only where an active user is suspended', () => {
    const site = siteWithOne()
    const suspended = person('1', {}, { suspended: true, ifKnown: 'partsOnly' })
    expect(said(site, suspended, suspended)).toEqual(['suspended', 'unchanged'])
    expect(said(site, person('1', {}, { suspended: false }))).toEqual(['updated'])
    expect(said(site, person('2', {}, { suspended: true }))).toEqual(['created'])
    expect(userOf(site, '2')).toMatchObject({ suspended: true })
  })

  test('links a namesake without id number, and refuses one who has another, naming both', () => {
    const site = new ModelSite()
    const byName = { by: { field: 'username', value: 'ann' }, values: { city: 'Ulm' } } as const
    attempt(site, [person('', {}, byName)])
    const ann = (idnumber: string, link: 'identify' | 'update') =>
      person(idnumber, { username: 'ann', city: 'Bonn' }, { link })
    expect(said(site, ann('7', 'identify'))).toEqual(['updated'])
    expect(userOf(site, '7')).toMatchObject({ username: 'ann', city: 'Ulm' })
    expect(said(site, ann('8', 'update'))).toEqual(['RB-2402'])
    expect(message(site, ann('8', 'update'))).toMatch(/"8".*"ann".*"7"/)
    expect(said(site, person('8', { username: 'ann' }))).toEqual(['RB-2014'])
  })

  test('links also where known users are left as they are, unless the link would update', () => {
    const site = new ModelSite()
    attempt(site, [person('', {}, { by: { field: 'username', value: 'ann' }, values: {} })])
    const ann = { username: 'ann', city: 'Bonn' }
    expect(said(site, person('7', ann, { link: 'update', ifKnown: 'leave' }))).toEqual(['unchanged'])
    expect(said(site, person('7', ann, { link: 'identify', ifKnown: 'leave' }))).toEqual(['updated'])
    expect(userOf(site, '7')).toMatchObject({ username: 'ann', city: '' })
  })

  test('with a link that updates, brings the other values too', () => {
    const site = new ModelSite()
    attempt(site, [person('', {}, { by: { field: 'username', value: 'ann' }, values: {} })])
    expect(said(site, person('7', { username: 'ann', city: 'Bonn' }, { link: 'update' }))).toEqual([
      'updated',
    ])
    expect(userOf(site, '7')).toMatchObject({ username: 'ann', city: 'Bonn' })
  })

  test('refuses a new user who lacks what users must have, and says who and what', () => {
    const nameless = { ...person('1'), values: { city: 'Ulm' } }
    expect(said(new ModelSite(), nameless)).toEqual(['RB-2412'])
    expect(message(new ModelSite(), nameless)).toMatch(/"1".*userid/)
  })

  test('refuses a name or address of somebody else, and a name that no platform takes', () => {
    const site = new ModelSite()
    attempt(site, [person('1', { email: 'one@x.org' }), person('2')])
    expect(said(site, person('2', { username: 'u1' }))).toEqual(['RB-2014'])
    expect(said(site, person('2', { username: 'U1' }))).toEqual(['RB-2014'])
    expect(said(site, person('2', { email: 'one@x.org' }))).toEqual(['RB-2014'])
    expect(said(site, person('2', { username: 'two words' }))).toEqual(['RB-2404'])
    expect(said(site, person('3', { email: 'no address' }))).toEqual(['RB-2004'])
    expect(said(site, person('3', { username: 'U3' }))).toEqual(['created'])
    const shared = attempt(site, [person('2', { email: 'one@x.org' })], { allowDuplicateEmails: true })
    expect(shared.outcomes[0]!.outcome).toBe('updated')
  })

  test('leaves out a value that it may leave out, and says so', () => {
    const site = new ModelSite()
    const abroad = person('1', { country: 'Atlantis', city: 'Ulm' }, { lenient: ['country'] })
    expect(said(new ModelSite(), { ...abroad, lenient: [] })).toEqual(['RB-2006'])
    const { outcomes } = attempt(site, [abroad])
    expect(outcomes[0]).toMatchObject({ outcome: 'created', finding: { code: 'RB-2409' } })
    expect(outcomes[0]!.finding!.message).toContain('Atlantis')
    expect(userOf(site, '1')).toMatchObject({ city: 'Ulm', country: '' })
  })

  test('renames a user before the rest, and refuses a name that is taken', () => {
    const site = new ModelSite()
    attempt(site, [person('1'), person('2')])
    const rename = (to: string, from: string) =>
      person('', {}, { by: { field: 'username', value: to }, values: { city: 'Ulm' }, renameFrom: from })
    expect(said(site, rename('u2', 'u1'))).toEqual(['RB-2014'])
    expect(said(site, rename('new', 'nobody'))).toEqual(['RB-2012'])
    expect(said(site, rename('new', 'u1'))).toEqual(['updated'])
    expect(userOf(site, '1')).toMatchObject({ username: 'new', city: 'Ulm' })
  })

  test('gives a password to whom it may, and makes them change a weak one', () => {
    const site = new ModelSite()
    const weak = { text: 'a', for: 'new', mustChange: 'ifWeak' } as const
    attempt(site, [person('1', {}, { password: weak })])
    expect(userOf(site, '1')).toMatchObject({ forcePasswordChange: true })
    const { passwordHash } = userOf(site, '1')!
    expect(said(site, person('1', {}, { password: { ...weak, text: 'b' } }))).toEqual(['unchanged'])
    expect(userOf(site, '1')!.passwordHash).toBe(passwordHash)
    const strong = { text: 'Str0ng!pass', for: 'newAndKnown', mustChange: 'ifWeak' } as const
    expect(said(site, person('1', {}, { password: strong }))).toEqual(['updated'])
    expect(userOf(site, '1')).toMatchObject({ forcePasswordChange: false })
    expect(userOf(site, '1')!.passwordHash).not.toBe(passwordHash)
  })

  test('carries out its parts one by one, and tells of those that fail', () => {
    const site = siteWithOne()
    const parts = [
      { part: 'cohort', idnumber: 'none', create: false },
      { part: 'cohort', idnumber: 'staff', create: true },
      { part: 'role', role: 'manager', take: false },
      { part: 'membership', course: { field: 'shortname', value: 'K' }, method: 'manual', role: 'student' },
      { part: 'membership', course: { field: 'shortname', value: 'Z' }, method: 'manual', role: 'student' },
    ] as const
    const { outcomes } = attempt(site, [person('1', {}, { ifKnown: 'partsOnly', parts })])
    expect(outcomes[0]).toMatchObject({ outcome: 'updated', finding: { code: 'RB-2409' } })
    expect(outcomes[0]!.finding!.message).toMatch(/"none".*"Z"/)
    expect(site.all('cohort')).toMatchObject([{ idnumber: 'staff', name: 'staff' }])
    expect(site.all('cohortMember')).toHaveLength(1)
    expect(site.all('enrolment')).toMatchObject([{ method: 'manual', status: 'active' }])
    expect(
      site
        .all('roleAssignment')
        .map(({ context }) => context)
        .sort(),
    ).toEqual(['course', 'system'])

    const taken = [{ part: 'role', role: 'manager', take: true }] as const
    expect(said(site, person('1', {}, { parts: taken }), person('1', {}, { parts: taken }))).toEqual([
      'updated',
      'unchanged',
    ])
  })
})

describe('the end of an account', () => {
  test('deletes, suspends or keeps, and is refused for nobody unless it may be', () => {
    const site = new ModelSite()
    attempt(site, [person('1'), person('2')])
    expect(said(site, end('1', { how: 'keep', because: 'deleteUsers' }))).toEqual(['unchanged'])
    expect(said(site, end('1', { how: 'suspend' }), end('1', { how: 'suspend' }))).toEqual([
      'suspended',
      'unchanged',
    ])
    expect(said(site, end('1'), end('1'), end('1', { ifUnknown: 'leave' }))).toEqual([
      'deleted',
      'RB-2012',
      'unchanged',
    ])
    expect(site.all('user').map(({ idnumber }) => idnumber)).toEqual(['2'])
  })

  test('is refused where the record says another user name than the user has', () => {
    const site = new ModelSite()
    attempt(site, [person('1'), person('2')])
    expect(said(site, end('1', { username: 'u2' }))).toEqual(['RB-2407'])
    expect(message(site, end('9', { username: 'ghost' }))).toContain('ghost')
    expect(said(site, end('1', { username: 'u1' }))).toEqual(['deleted'])
  })

  test('takes memberships of cohorts along', () => {
    const site = new ModelSite()
    attempt(site, [person('1', {}, { parts: [{ part: 'cohort', idnumber: 'staff', create: true }] })])
    attempt(site, [end('1')])
    expect(site.all('cohortMember')).toEqual([])
    expect(site.all('cohort')).toHaveLength(1)
  })
})
