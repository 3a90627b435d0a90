import { beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'
import { MAILS } from '../support/arbitrary-actions.ts'
import { ModelSite } from '../support/model-site.ts'
import { attempt, newUser, said, user } from './attempt.ts'

let site: ModelSite
beforeEach(() => {
  site = new ModelSite({ ...DEFAULT_SITE_FACTS, forumTracking: false })
  attempt(site, [newUser('ann', { idnumber: '1' }), newUser('bob', { idnumber: '2' })])
})

describe('U-1: the order of the checks', () => {
  test('decides which of many mistakes of a row is told', () => {
    const mistakes: [field: string, bad: string, good: string | undefined, code: string][] = [
      ['firstname', 'x'.repeat(101), 'Ann', 'RB-2002'],
      ['auth', 'psychic', undefined, 'RB-2003'],
      ['password', 'weak', 'Passw0rd!', 'RB-2005'],
      ['email', 'nobody', 'new@x.org', 'RB-2004'],
      ['maildigest', '7', '1', 'RB-2003'],
      ['autosubscribe', 'maybe', 'yes', 'RB-2003'],
      ['trackforums', '1', undefined, 'RB-2010'],
      ['screenreader', 'maybe', '1', 'RB-2003'],
      ['country', 'Nowhere', 'GB', 'RB-2006'],
      ['timezone', 'Moon/Base', 'Asia/Tokyo', 'RB-2007'],
      ['theme', 'boost', undefined, 'RB-2009'],
      ['lang', 'xx', 'en', 'RB-2003'],
      ['suspended', 'maybe', '1', 'RB-2003'],
    ]
    const fields: Record<string, string> = { ...newUser('new').fields }
    for (const [field, bad] of mistakes) fields[field] = bad
    const profile: Record<string, string> = { staff: '2' }
    for (const [field, , good, code] of mistakes) {
      const { outcomes } = attempt(site, [user('create', fields, { profile })])
      expect([field, outcomes[0]!.finding?.code]).toEqual([field, code])
      expect(outcomes[0]!.finding?.field).toBe(field)
      if (good === undefined) delete fields[field]
      else fields[field] = good
    }
    expect(attempt(site, [user('create', fields, { profile })]).outcomes[0]!.finding).toMatchObject({
      code: 'RB-2003',
      field: 'profile_field_staff',
    })
    expect(said(site, [user('create', { ...fields, username: 'bob' })])).toEqual(['RB-2014'])
    expect(said(site, [user('create', fields)])).toEqual(['created'])
  })

  test('names all missing values together, and all values that clash', () => {
    const [nothing] = attempt(site, [user('create', { city: 'Ulm' })]).outcomes
    expect(nothing!.finding).toMatchObject({
      code: 'RB-2001',
      field: 'username, password, firstname, lastname, email',
    })
    const [clash] = attempt(site, [newUser('ann', { email: 'bob@x.org', idnumber: '2' })]).outcomes
    expect(clash!.finding).toMatchObject({ code: 'RB-2014', field: 'username, email, idnumber' })
  })
})

describe('U-2 and Q-11: user names are folded', () => {
  test('on every action, and in the user_ columns', () => {
    expect(
      said(site, [
        user('update', { username: 'ANN', city: 'Rom' }),
        user('update', { username: 'Anna' }, { find: { username: 'aNN' } }),
        user('suspend', { username: 'ANNA' }),
        user('delete', { username: 'ANNA' }),
      ]),
    ).toEqual(['updated', 'updated', 'suspended', 'deleted'])
  })
})

describe('U-3 to U-6: who is meant', () => {
  test('a record changes a value beside an identifier that is switched off', () => {
    const settings = { identifyBy: ['username'] }
    expect(
      said(site, [user('update', { username: 'ann', idnumber: '9', email: 'a9@x.org' })], settings),
    ).toEqual(['updated'])
    expect(site.all('user')[0]).toMatchObject({ idnumber: '9', email: 'a9@x.org' })
  })

  test('with all switched on, the same record is taken for one with a wrong identifier', () => {
    expect(said(site, [user('update', { username: 'ann', idnumber: '9' })])).toEqual(['RB-2012'])
  })

  test('one who was removed is never found, and the names are free', () => {
    expect(said(site, [user('delete', { username: 'ann' }), user('update', { username: 'ann' })])).toEqual([
      'deleted',
      'RB-2012',
    ])
    expect(said(site, [newUser('ann', { idnumber: '1' })])).toEqual(['created'])
  })

  test('an address that several share names nobody, unless another value tells them apart (Q-24)', () => {
    const settings = { allowDuplicateEmails: true }
    attempt(site, [newUser('cy', { email: 'ann@x.org' })], settings)
    expect(
      said(
        site,
        [
          user('delete', { email: 'ann@x.org' }),
          user('update', { email: 'ann@x.org', city: 'Rom' }),
          user('update', { email: 'ann@x.org', username: 'cy', city: 'Rom' }),
        ],
        settings,
      ),
    ).toEqual(['RB-2015', 'RB-2015', 'updated'])
  })
})

describe('U-8 and Q-15: passwords', () => {
  test('are in no finding and in no mail', () => {
    const { outcomes, mails } = attempt(
      site,
      [newUser('cy', { password: 'Sw0rdf!sh' }), newUser('dee', { password: 'swordfish' })],
      {
        newUserEmail: { enabled: true, subject: 'x', template: 'Your password: %%password%%' },
      },
    )
    expect(outcomes[1]!.finding?.code).toBe('RB-2005')
    expect(JSON.stringify([outcomes, mails])).not.toMatch(/sw0rdf|swordf/i)
    expect(mails).toHaveLength(1)
  })

  test('an update with the password that somebody has changes nothing', () => {
    expect(said(site, [user('update', { username: 'ann', password: 'Passw0rd!' })])).toEqual(['unchanged'])
    expect(said(site, [user('update', { username: 'ann', password: 'Passw0rd!2' })])).toEqual(['updated'])
  })

  test('the word changeme leaves the password and asks for a new one', () => {
    attempt(site, [user('update', { username: 'ann', password: 'changeme' })])
    expect(site.all('user')[0]).toMatchObject({ forcePasswordChange: true, passwordHash: 'Passw0rd!' })
  })

  test('an account that begins with changeme is opened by no password', () => {
    attempt(site, [newUser('cy', { password: 'changeme' })])
    expect(site.all('user').at(-1)).toMatchObject({ forcePasswordChange: true, passwordHash: '' })
  })
})

describe('U-10: an update', () => {
  test('is refused as a whole for one bad value', () => {
    const before = site.content()
    expect(said(site, [user('update', { username: 'ann', city: 'Rom', country: 'Nowhere' })])).toEqual([
      'RB-2006',
    ])
    expect(site.content()).toEqual(before)
  })

  test('keeps the profile values that it does not name', () => {
    attempt(site, [user('update', { username: 'ann' }, { profile: { team: 'red', staff: '1' } })])
    attempt(site, [user('update', { username: 'ann' }, { profile: { team: 'blue' } })])
    expect(site.all('user')[0]!.profile).toEqual({ team: 'blue', staff: '1' })
  })

  test('checks the form of an address (Q-12)', () => {
    expect(
      said(site, [user('update', { username: 'ann', email: 'nobody' }, { find: { username: 'ann' } })]),
    ).toEqual(['RB-2004'])
  })
})

describe('U-12 and Q-9: create-or-update', () => {
  const settings = { createOrUpdate: true }

  test('finds by the strongest identifier that is known; the others are new values', () => {
    expect(
      said(site, [user('create', { username: 'ann', email: 'a9@x.org', idnumber: '9' })], settings),
    ).toEqual(['updated'])
    expect(said(site, [user('create', { username: 'anna', idnumber: '9' })], settings)).toEqual(['updated'])
    expect(site.all('user')[0]).toMatchObject({ id: 1, username: 'anna', email: 'a9@x.org', idnumber: '9' })
  })

  test('says which value belongs to somebody else', () => {
    const [outcome] = attempt(
      site,
      [user('update', { username: 'ann', email: 'bob@x.org' })],
      settings,
    ).outcomes
    expect(outcome!.finding).toMatchObject({ code: 'RB-2014', field: 'email', value: 'bob@x.org' })
  })

  test('leaves removals and suspensions as they are', () => {
    expect(
      said(site, [user('delete', { username: 'nobody' }), user('suspend', { username: 'nobody' })], settings),
    ).toEqual(['RB-2012', 'RB-2012'])
  })
})

describe('Q-3 and Q-10', () => {
  test('suspending twice is harmless, and removes nobody', () => {
    expect(said(site, [user('suspend', { username: 'ann' }), user('suspend', { username: 'ann' })])).toEqual([
      'suspended',
      'unchanged',
    ])
    expect(site.all('user')).toHaveLength(2)
  })

  test('limits count characters', () => {
    expect(said(site, [newUser('cy', { department: 'é'.repeat(30) })])).toEqual(['created'])
    expect(said(site, [newUser('dee', { department: '🙂'.repeat(30) })])).toEqual(['created'])
    expect(said(site, [newUser('eve', { department: 'é'.repeat(31) })])).toEqual(['RB-2002'])
  })
})

test('M-1: a refused row sends nothing, and a person without an address gets nothing', () => {
  const { mails } = attempt(site, [newUser('ann'), newUser('cy')], MAILS)
  expect(mails.map(({ to, record }) => [to, record])).toEqual([['cy@x.org', 1]])
})
