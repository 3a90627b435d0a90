import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setProfileFields } from '../../src/config/profile-fields.ts'
import { setRoles } from '../../src/config/roles.ts'
import { applySiteFile, changeSiteFacts, readSite, siteNamed } from '../../src/config/site-settings.ts'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'
import { readLog } from '../../src/inbound/read-log.ts'
import { showUsers } from '../../src/inbound/show-user.ts'
import type { Tx } from '../../src/store/store.ts'
import { anotherOrganisation, importFiles, testHub } from '../inbound/test-hub.ts'
import { refused } from '../support/refused.ts'

const SITE_FILE = readFileSync(join(import.meta.dirname, '..', '..', 'samples', 'site.json'), 'utf8')

let engine: Awaited<ReturnType<typeof testHub>>

beforeAll(async () => {
  engine = await testHub()
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('the facts of a site', () => {
  test('are those of a fresh one until they are changed', async () => {
    const { site, profileFields, roles } = await read()
    expect(site).toEqual(DEFAULT_SITE_FACTS)
    expect(profileFields).toEqual([])
    expect(roles.map(({ shortname }) => shortname)).toEqual([
      'manager',
      'coursecreator',
      'editingteacher',
      'teacher',
      'student',
    ])
  })

  test('keep the others when some are changed, nested ones too', async () => {
    await change({ courseDefaults: { numsections: 10 }, passwordPolicy: { digits: 2 }, maxSections: 60 })
    const { site } = await read()
    expect(site).toEqual({
      ...DEFAULT_SITE_FACTS,
      maxSections: 60,
      courseDefaults: { ...DEFAULT_SITE_FACTS.courseDefaults, numsections: 10 },
      passwordPolicy: { ...DEFAULT_SITE_FACTS.passwordPolicy, digits: 2 },
    })
  })

  test.each<[object, string, string]>([
    [{ timezone: 'Mars/Olympus' }, 'RB-8003', 'timezone'],
    [{ timezone: 7 }, 'RB-8003', 'timezone'],
    [{ forcedTimezone: 'BST' }, 'RB-8003', 'forcedTimezone'],
    [{ url: 'ftp://lms.example.org' }, 'RB-8003', 'url'],
    [{ adminEmail: 'nobody' }, 'RB-8003', 'adminEmail'],
    [{ languages: [] }, 'RB-8003', 'languages'],
    [{ languages: ['cy'] }, 'RB-8003', 'defaultLang'],
    [{ languages: ['en', 'en'] }, 'RB-8003', 'languages'],
    [{ defaultLang: 'fr' }, 'RB-8003', 'defaultLang'],
    [{ maxSections: -1 }, 'RB-8003', 'maxSections'],
    [{ maxSections: 2.5 }, 'RB-8003', 'maxSections'],
    [{ maxSections: 3 }, 'RB-8003', 'courseDefaults.numsections'],
    [{ courseDefaults: { format: 'grid' } }, 'RB-8003', 'courseDefaults.format'],
    [{ courseDefaults: { lang: 'fr' } }, 'RB-8003', 'courseDefaults.lang'],
    [{ courseDefaults: { maxbytes: 12345 } }, 'RB-8003', 'courseDefaults.maxbytes'],
    [{ courseDefaults: 'none' }, 'RB-8003', 'courseDefaults'],
    [{ courseDefaults: { numsection: 3 } }, 'RB-8002', 'courseDefaults.numsection'],
    [{ userThemesAllowed: 'yes' }, 'RB-8003', 'userThemesAllowed'],
    [{ timeZone: 'UTC' }, 'RB-8002', 'timeZone'],
    [JSON.parse('{ "__proto__": { "name": "x" } }') as object, 'RB-8001', '__proto__'],
  ])('are refused as a whole by %j', async (patch, code, field) => {
    const before = await read()
    expect(await refused(change({ name: 'Changed', ...patch }))).toMatchObject({ code, field })
    expect(await read()).toEqual(before)
  })

  test('make stored plans stale when they change', async () => {
    const before = await revision()
    await change({ name: 'Another name' })
    expect(await revision()).toBeGreaterThan(before)
  })

  test('let every record be judged anew when the zone of its dates changes', async () => {
    const files = [
      { name: 'course.csv', content: 'action,shortname,fullname,category\ncreate,ZONE,Zone,Any\n' },
      {
        name: 'user.csv',
        content:
          'action,username,password,firstname,lastname,email,city\ncreate,zoe,Secret!234,Z,Z,zoe@example.org,Cork\n',
      },
      {
        name: 'enroll.csv',
        content:
          'action,username,context,instance,role,enrolmenttime\ncreate,zoe,course,ZONE,student,1/31/2026\n',
      },
    ]
    expect(await outcomes(await importFiles(engine, files))).toEqual(['created', 'created', 'enrolled'])
    expect(await outcomes(await importFiles(engine, [files[2]!]))).toEqual(['unchanged'])
    await change({ timezone: 'America/New_York' })
    expect(await outcomes(await importFiles(engine, [files[2]!]))).toEqual(['updated'])
  })
})

describe('the profile fields of a site', () => {
  test('are replaced in the order in which they are given', async () => {
    const year = { shortname: 'year', name: 'Year', type: 'menu', options: ['1', '2'] }
    await inSite((tx, id) =>
      setProfileFields(tx, id, [{ shortname: 'card', name: 'Card', type: 'checkbox', default: '0' }, year]),
    )
    await inSite((tx, id) =>
      setProfileFields(tx, id, [
        year,
        { shortname: 'since', name: 'Since', type: 'datetime', includeTime: true },
      ]),
    )
    expect((await read()).profileFields).toEqual([
      { ...year, default: '', includeTime: false },
      { shortname: 'since', name: 'Since', type: 'datetime', options: [], default: '', includeTime: true },
    ])
  })

  test.each<[object, string, string]>([
    [{ shortname: 'a b', name: 'A', type: 'text' }, 'RB-8003', 'profileFields.0.shortname'],
    [{ shortname: '__proto__', name: 'A', type: 'text' }, 'RB-8003', 'profileFields.0.shortname'],
    [{ shortname: 'a', name: 'A', type: 'number' }, 'RB-8003', 'profileFields.0.type'],
    [{ shortname: 'a', name: 'A', type: 'menu' }, 'RB-8003', 'profileFields.0.options'],
    [
      { shortname: 'a', name: 'A', type: 'menu', options: ['x'], default: 'y' },
      'RB-8003',
      'profileFields.0.default',
    ],
    [{ shortname: 'a', name: 'A', type: 'checkbox', default: 'yes' }, 'RB-8003', 'profileFields.0.default'],
    [
      { shortname: 'a', name: 'A', type: 'datetime', default: '1/31/2024' },
      'RB-8003',
      'profileFields.0.default',
    ],
    [{ shortname: 'a', name: 'A', type: 'text', size: 3 }, 'RB-8001', 'profileFields.0.size'],
  ])('are refused for %j', async (field, code, name) => {
    expect(await refused(inSite((tx, id) => setProfileFields(tx, id, [field])))).toMatchObject({
      code,
      field: name,
    })
  })

  test('have short names that differ in more than case', async () => {
    const fields = ['Year', 'year'].map((shortname) => ({ shortname, name: 'Year', type: 'text' }))
    expect(await refused(inSite((tx, id) => setProfileFields(tx, id, fields)))).toMatchObject({
      code: 'RB-8030',
    })
  })

  test('are filled by the next file, though its records look as last applied', async () => {
    const file = {
      name: 'people.csv',
      content:
        'action,username,password,firstname,lastname,email,city,profile_field_shoe\n' +
        'create,sam,Secret!234,S,S,sam@example.org,Cork,44\n',
    }
    const settings = { createOrUpdate: true }
    await importFiles(engine, [file], settings)
    await inSite((tx, id) =>
      setProfileFields(tx, id, [{ shortname: 'shoe', name: 'Shoe size', type: 'text' }]),
    )
    expect(await outcomes(await importFiles(engine, [file], settings))).toEqual(['updated'])
  })

  test('are filled from their columns, in whatever case these are written', async () => {
    await inSite((tx, id) =>
      setProfileFields(tx, id, [{ shortname: 'Shoe', name: 'Shoe size', type: 'text' }]),
    )
    const content =
      'action,username,password,firstname,lastname,email,city,PROFILE_FIELD_SHOE\n' +
      'create,ted,Secret!234,T,T,ted@example.org,Cork,45\n'
    await importFiles(engine, [{ name: 'shoes.csv', content }])
    const [ted] = await inSite((tx, id) => showUsers(tx, id, 'ted'))
    expect(ted!.profile).toMatchObject([{ shortname: 'Shoe', value: '45', isDefault: false }])
  })
})

describe('the roles of a site', () => {
  test('can be added and taken away while nobody holds them', async () => {
    const { roles } = await read()
    await inSite((tx, id) => setRoles(tx, id, [...roles, { shortname: 'tutor', contexts: ['user'] }]))
    expect((await read()).roles.at(-1)).toEqual({ shortname: 'tutor', contexts: ['user'] })
    await inSite((tx, id) => setRoles(tx, id, roles))
    expect((await read()).roles).toEqual(roles)
  })

  test('stay as long as somebody holds them, and possible where they are held', async () => {
    const { roles } = await read()
    const others = roles.filter(({ shortname }) => shortname !== 'student')
    expect(await refused(inSite((tx, id) => setRoles(tx, id, others)))).toMatchObject({
      code: 'RB-8033',
      value: 'student',
    })
    const elsewhere = [...others, { shortname: 'student', contexts: ['system'] }]
    expect(await refused(inSite((tx, id) => setRoles(tx, id, elsewhere)))).toMatchObject({ code: 'RB-8033' })
    expect((await read()).roles).toEqual(roles)
  })

  test.each<[object, string]>([
    [{ shortname: 'tutor', contexts: [] }, 'RB-8003'],
    [{ shortname: 'tutor', contexts: ['block'] }, 'RB-8003'],
    [{ shortname: 'STUDENT', contexts: ['course'] }, 'RB-8030'],
  ])('are refused for %j', async (role, code) => {
    const { roles } = await read()
    expect(await refused(inSite((tx, id) => setRoles(tx, id, [...roles, role])))).toMatchObject({ code })
  })
})

describe('a site file', () => {
  test('changes what it names and keeps the rest', async () => {
    await inSite((tx, id) => applySiteFile(tx, id, JSON.parse(SITE_FILE)))
    const { site, profileFields, roles } = await read()
    expect(site).toMatchObject({ name: 'Fernhollow University', timezone: 'Europe/London', maxSections: 60 })
    expect(profileFields.map(({ shortname }) => shortname)).toEqual([
      'year',
      'started',
      'library',
      'knownas',
      'about',
    ])
    expect(roles.map(({ shortname }) => shortname)).toContain('tutor')
    await inSite((tx, id) => applySiteFile(tx, id, {}))
    expect(await read()).toEqual({ site, profileFields, roles })
  })

  test('is refused as a whole when one part of it is', async () => {
    const before = await read()
    const file = { site: { name: 'Half' }, roles: [] }
    expect(await refused(inSite((tx, id) => applySiteFile(tx, id, file)))).toMatchObject({ code: 'RB-8033' })
    expect(await refused(inSite((tx, id) => applySiteFile(tx, id, { sites: {} })))).toMatchObject({
      code: 'RB-8002',
    })
    expect(await read()).toEqual(before)
  })
})

describe('a site of another organisation', () => {
  test('is not found by its name', async () => {
    const other = await anotherOrganisation(engine.hub.store, 'other')
    await engine.hub.store.asHouse(({ db }) =>
      db.updateTable('site').set({ name: 'theirs' }).where('id', '=', other.siteId).execute(),
    )
    const named = inSite((tx) => siteNamed(tx, engine.defaults.organisationId, 'theirs'))
    expect(await refused(named)).toMatchObject({ code: 'RB-8032' })
  })
})

function inSite<T>(work: (tx: Tx, siteId: number) => Promise<T>): Promise<T> {
  const { hub, defaults } = engine
  return hub.store.asOrganisation(defaults.organisationId, (tx) => work(tx, defaults.siteId))
}

function read() {
  return inSite(readSite)
}

function change(patch: object): Promise<void> {
  return inSite((tx, id) => changeSiteFacts(tx, id, patch as Record<string, unknown>))
}

async function revision(): Promise<number> {
  const row = await inSite(({ db }, id) =>
    db.selectFrom('site').select('revision').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  return row.revision
}

async function outcomes(runId: number): Promise<string[]> {
  const entries = await Array.fromAsync(readLog(engine.hub, engine.defaults.organisationId, runId))
  return entries.map(({ outcome }) => outcome)
}
