import { describe, expect, test } from 'vitest'
import type { RecordKind } from '../../../src/domain/action.ts'
import type { AccountSync, SyncAction } from '../../../src/domain/sync-action.ts'
import type { SourceRecord } from '../../../src/formats/format.ts'
import { imsEnterprise } from '../../../src/formats/ims-enterprise/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

/** The records of one kind in `<enterprise>` with this content. */
async function recordsOf(content: string, kind: RecordKind, raw: object = {}): Promise<SourceRecord[]> {
  const settings = imsEnterprise.settings(raw)
  const file = bytesFile(`<enterprise>${content}</enterprise>`)
  const parts = await imsEnterprise.inspectAll!([file], settings)
  const records: SourceRecord[] = []
  for (const { inspection } of parts) {
    if (inspection?.kind !== kind) continue
    for await (const batch of imsEnterprise.records(file, inspection, settings, 2)) records.push(...batch)
    expect(records).toHaveLength(inspection.records)
  }
  return records
}

/** What the one record asks for, or the code that refuses it. */
async function asked(content: string, kind: RecordKind, raw: object = {}): Promise<SyncAction | string> {
  const [record] = await recordsOf(content, kind, raw)
  return record!.finding?.code ?? (record!.action as SyncAction)
}

const person = (content: string, recstatus = '') =>
  `<person${recstatus && ` recstatus="${recstatus}"`}><sourcedid><id>7</id></sourcedid>${content}</person>`
const group = (content: string, recstatus = '') =>
  `<group${recstatus && ` recstatus="${recstatus}"`}><sourcedid><id>BIO-24</id></sourcedid>${content}</group>`
const member = (content: string) =>
  `<membership><sourcedid><id>BIO-24</id></sourcedid><member><sourcedid><id>7</id></sourcedid>${content}</member></membership>`
const role = (type: string, content = '<status>1</status>') => `<role roletype="${type}">${content}</role>`

describe('a person', () => {
  test('has telephone numbers and streets where the feed keeps them', async () => {
    const content = `<userid>ann</userid><tel teltype="2">1</tel><tel/><tel>020</tel><tel teltype="Mobile">07700</tel>
      <tel teltype="3">07701</tel><adr><street>1 High St</street><street>Flat 2</street><locality>Ulm</locality></adr>`
    const without = (await asked(person(content), 'user')) as AccountSync
    expect(without.values).toEqual({ username: 'ann', city: 'Ulm' })
    expect(without.lenient).toEqual(['country'])
    const kept = (await asked(person(content), 'user', { contactDetails: true })) as AccountSync
    expect(kept.values).toEqual({
      ...without.values,
      phone1: '020',
      phone2: '07700',
      address: '1 High St, Flat 2',
    })
    expect(kept.lenient).toEqual(['country', 'phone1', 'phone2', 'address'])
    const none = (await asked(person('<userid>ann</userid>'), 'user', {
      contactDetails: true,
    })) as AccountSync
    expect(none.values).toEqual({ username: 'ann' })
  })

  test('is added, updated or ended as its recstatus and the settings say', async () => {
    const ann = '<userid>ann</userid>'
    expect(await asked(person(ann), 'user')).toMatchObject({
      by: { field: 'idnumber', value: '7' },
      ifKnown: 'leave',
      ifUnknown: 'reject',
      whyUnknown: 'createNewUsers',
    })
    expect(await asked(person(ann, '1'), 'user', { createNewUsers: true })).toMatchObject({
      ifUnknown: 'create',
      link: 'identify',
    })
    expect(await asked(person(ann, '2'), 'user')).toMatchObject({ ifKnown: 'leave', whyKnown: 'updateUsers' })
    expect(await asked(person(ann, '2'), 'user', { updateUsers: true })).toMatchObject({
      ifKnown: 'update',
      ifUnknown: 'reject',
    })
    expect(await asked(person(ann, '3'), 'user')).toMatchObject({
      verb: 'end',
      how: 'keep',
      because: 'deleteUsers',
    })
    expect(await asked(person(ann, '3'), 'user', { deleteUsers: true })).toMatchObject({
      how: 'delete',
      username: 'ann',
    })
  })

  test('brings the values that it has, and no empty ones', async () => {
    const content = `<userid authenticationtype="cas">Ann</userid>
      <name><n><given>ANN marie</given><family>o'neill</family></n></name>
      <email/><adr><locality>Ulm</locality><country>DE</country></adr>`
    const settings = { fixCaseUsernames: true, fixCasePersonalNames: true }
    expect(await asked(person(content), 'user', settings)).toMatchObject({
      values: {
        username: 'ann',
        firstname: 'Ann Marie',
        lastname: "O'neill",
        city: 'Ulm',
        country: 'DE',
        auth: 'cas',
      },
    })
    const { values } = (await asked(person(content), 'user')) as { values: object }
    expect(values).not.toHaveProperty('email')
    expect(values).toMatchObject({ username: 'Ann', firstname: 'ANN marie' })
  })

  test('has its id for a user name only where that is allowed and none is sent', async () => {
    const fallback = { sourcedIdFallback: true }
    expect(await asked(person('<userid/>'), 'user', fallback)).toMatchObject({ values: { username: '7' } })
    expect(await asked(person('<userid>a</userid>'), 'user', fallback)).toMatchObject({
      values: { username: 'a' },
    })
    const { values } = (await asked(person(''), 'user')) as { values: object }
    expect(values).toEqual({})
  })

  test('without an id is refused; one that is called old gives way to another', async () => {
    expect(await asked('<person><userid>a</userid></person>', 'user')).toBe('RB-1140')
    const renumbered =
      '<person><sourcedid sourcedidtype="Old"><id>6</id></sourcedid><sourcedid><id>8</id></sourcedid></person>'
    expect(await asked(renumbered, 'user')).toMatchObject({ by: { value: '8' } })
  })

  test('is known in the log by id number and user name', async () => {
    const [record] = await recordsOf(person('<userid>ann</userid>'), 'user')
    expect(record).toMatchObject({ key: 'i:7', label: 'ann' })
  })

  test('is another record once a setting asks for something else', async () => {
    const [[off], [on]] = await Promise.all([
      recordsOf(person('<userid>ann</userid>', '2'), 'user'),
      recordsOf(person('<userid>ann</userid>', '2'), 'user', { updateUsers: true }),
    ])
    expect(off!.text).not.toBe(on!.text)
  })
})

describe('a group', () => {
  test('names its course by the course map, and falls back on the code for a new one alone', async () => {
    const content = '<description><short>Biology</short><full>All of it</full></description>'
    expect(await asked(group(content, '2'), 'course')).toMatchObject({
      by: { field: 'idnumber', value: 'BIO-24' },
      values: { fullname: 'Biology' },
      whenNew: { shortname: 'BIO-24', fullname: 'BIO-24' },
    })
    const courseMap = { shortname: 'short', fullname: 'long', summary: 'full' }
    const mapped = (await asked(group(content, '2'), 'course', { courseMap })) as { values: object }
    expect(mapped).toMatchObject({ whenNew: { fullname: 'BIO-24', summary: 'All of it' } })
    expect(mapped.values).toEqual({ shortname: 'Biology' })
  })

  test('is left, updated, made or hidden as recstatus and settings say', async () => {
    expect(await asked(group(''), 'course')).toMatchObject({
      ifKnown: 'leave',
      whyUnknown: 'createNewCourses',
    })
    expect(
      await asked(group('', '2'), 'course', { updateCourses: true, createNewCourses: true }),
    ).toMatchObject({
      ifKnown: 'update',
      ifUnknown: 'create',
    })
    expect(await asked(group('', '3'), 'course', { createNewCourses: true })).toMatchObject({
      verb: 'end',
      how: 'hide',
      ifUnknown: 'reject',
    })
  })

  test('of a kind that is to be no course is left, whatever it asks for', async () => {
    const settings = { createNewCourses: true, updateCourses: true, groupTypes: ['Course', ' section '] }
    const typed = (...types: string[]) =>
      `<grouptype><scheme>S</scheme>${types.map((one) => `<typevalue level="1">${one}</typevalue>`).join('')}</grouptype>`
    const left = { ifKnown: 'leave', ifUnknown: 'leave', whyKnown: 'groupTypes', whyUnknown: 'groupTypes' }
    expect(await asked(group(typed('Department')), 'course', settings)).toMatchObject(left)
    expect(await asked(group(''), 'course', settings)).toMatchObject(left)
    const end = { verb: 'end', how: 'keep', because: 'groupTypes', ifUnknown: 'leave' }
    expect(await asked(group(typed('Term'), '3'), 'course', settings)).toMatchObject(end)
    const made = { ifUnknown: 'create' }
    expect(await asked(group(typed('Term', 'COURSE'), '2'), 'course', settings)).toMatchObject(made)
    expect(await asked(group(typed('Term') + typed('Section')), 'course', settings)).toMatchObject(made)
  })

  test('gives its dates to the course where the feed says so', async () => {
    const frame = (begin: string, end = '2025-07-01T12:00:00+02:00') =>
      `<timeframe><begin restrict="0">${begin}</begin><end>${end}</end></timeframe>`
    const on = { courseDates: true }
    expect(await asked(group(frame('2024-09-01')), 'course')).toMatchObject({ values: {} })
    expect(await asked(group(frame('2024-09-01')), 'course', on)).toMatchObject({
      values: { startdate: '2024-09-01', enddate: '2025-07-01' },
    })
    expect(await asked(group('<timeframe><begin/></timeframe>'), 'course', on)).toMatchObject({ values: {} })
    expect(await asked(group(frame('soon')), 'course', on)).toBe('RB-1134')
    expect(await asked(group(frame('2024-09-01', '2024-02-30')), 'course', on)).toBe('RB-1134')
    const other = { ...on, groupTypes: ['Course'] }
    expect(await asked(group(frame('soon')), 'course', other)).toMatchObject({ ifKnown: 'leave' })
  })

  test('is cut to so many characters, not bytes', async () => {
    const content = '<group><sourcedid><id>ÄÖÜ😀-24</id></sourcedid></group>'
    expect(await asked(content, 'course', { truncateCourseCodes: 4 })).toMatchObject({
      by: { value: 'ÄÖÜ😀' },
    })
  })

  test('lies where its orgunits say', async () => {
    const content =
      '<org><orgunit>Arts|A</orgunit><orgunit>|B</orgunit><orgunit>Law</orgunit><orgunit/></org>'
    const plain = { steps: [{ name: 'Arts|A' }, { name: '|B' }, { name: 'Law' }, {}], ifMissing: 'otherwise' }
    expect(await asked(group(content), 'course')).toMatchObject({ place: plain })
    const settings = {
      categoryIdNumber: true,
      categorySeparator: '|',
      createNewCategories: true,
      defaultCategory: 'A/B',
    }
    expect(await asked(group(content), 'course', settings)).toMatchObject({
      place: {
        steps: [{ name: 'Arts', idnumber: 'A' }, {}, {}, {}],
        ifMissing: 'create',
        visible: false,
        otherwise: ['A', 'B'],
      },
    })
  })
})

describe('a member', () => {
  test('is enrolled in each active role, or ended in those that are not', async () => {
    expect(await asked(member(role('01')), 'enrolment')).toMatchObject({
      verb: 'enrol',
      method: 'imsenterprise',
      role: 'student',
      status: 'active',
      start: null,
    })
    const inactive = role('01', '<status>0</status>')
    expect(await asked(member(inactive), 'enrolment')).toMatchObject({ how: 'keep', because: 'unenrol' })
    const settings = { unenrol: true, unenrolAction: 'suspend' }
    expect(await asked(member(inactive), 'enrolment', settings)).toMatchObject({
      how: 'suspend',
      ends: 'role',
    })
    expect(await asked(member(inactive + role('Instructor')), 'enrolment', settings)).toMatchObject({
      verb: 'several',
      of: [
        { verb: 'enrol', role: 'editingteacher' },
        { verb: 'end', role: 'student' },
      ],
    })
  })

  test('is active unless it says otherwise', async () => {
    expect(await asked(member(role('01', '')), 'enrolment')).toMatchObject({ verb: 'enrol' })
    const deleted = '<role roletype="01" recstatus="3"><status>1</status></role>'
    expect(await asked(member(deleted), 'enrolment')).toMatchObject({ verb: 'end' })
    expect(await asked(member(role('01', '<status>yes</status>')), 'enrolment')).toBe('RB-1145')
  })

  test('has the role that its type is mapped to, or none', async () => {
    expect(await asked(member(role('1')), 'enrolment')).toMatchObject({ role: 'student' })
    expect(await asked(member(role('05')), 'enrolment')).toMatchObject({ how: 'keep', because: 'roleMap.05' })
    expect(await asked(member(role('05')), 'enrolment', { roleMap: { '05': 'manager' } })).toMatchObject({
      role: 'manager',
    })
    expect(await asked(member(role('09')), 'enrolment')).toBe('RB-1144')
    const element = '<role><roletype>02</roletype></role>'
    expect(await asked(member(element), 'enrolment')).toBe('RB-1143')
    expect(await asked(member(element), 'enrolment', { capitaFix: true })).toMatchObject({
      role: 'editingteacher',
    })
  })

  test('has one timeframe for all its roles, and a group from its extension', async () => {
    const timed = `<status>1</status><timeframe><begin restrict="1">2024-09-01</begin><end>2025-01-31</end></timeframe>
      <extension><cohort>Blue</cohort></extension>`
    expect(await asked(member(role('01', timed) + role('02')), 'enrolment')).toMatchObject({
      of: [
        { start: '2024-09-01', end: null, group: { name: 'Blue', create: true } },
        { start: '2024-09-01', end: null },
      ],
    })
    const wrong = '<timeframe><begin restrict="1">soon</begin></timeframe>'
    expect(await asked(member(role('01', wrong)), 'enrolment')).toBe('RB-1134')
  })

  test('that is a group, has no role or no id, is refused', async () => {
    expect(await asked(member(`<idtype>2</idtype>${role('01')}`), 'enrolment')).toBe('RB-1141')
    expect(await asked(member(''), 'enrolment')).toBe('RB-1142')
    expect(await asked(`<membership><member>${role('01')}</member></membership>`, 'enrolment')).toBe(
      'RB-1140',
    )
  })
})
