import { describe, expect, test } from 'vitest'
import { datahubCsv } from '../../../src/formats/datahub-csv/format.ts'
import { FORMATS, formatNamed } from '../../../src/formats/registry.ts'
import { refusalOf } from '../../support/read-file.ts'
import { GUARD_DEFAULTS } from '../guard-defaults.ts'

const refused = (raw: unknown) => refusalOf(() => datahubCsv.settings(raw))

describe('settings', () => {
  test('have the defaults of the reference', () => {
    expect(datahubCsv.settings({})).toEqual({
      ...GUARD_DEFAULTS,
      waitFor: '0',
      createOrUpdate: false,
      identifyBy: ['username', 'email', 'idnumber'],
      createGroupsAndGroupings: false,
      allowDuplicateEmails: false,
      fieldMapping: { user: {}, course: {}, enrolment: {} },
      newUserEmail: { enabled: false, subject: '', template: '' },
      newEnrolmentEmail: { enabled: false, from: 'admin', subject: '', template: '' },
      allowChangemePassword: false,
      encoding: 'utf-8',
      separator: ',',
      emptyCells: 'leave',
      eraseToken: '',
      isoDates: false,
      disableAction: 'reject',
      compatibility: { updateMayEnrol: false },
      importPath: '/datahub/dhimport_version1',
      userFile: 'user.csv',
      courseFile: 'course.csv',
      enrolmentFile: 'enroll.csv',
      logPath: '',
      logEmailRecipients: '',
    })
    expect(datahubCsv.settings(undefined)).toEqual(datahubCsv.settings({}))
  })

  test('given in part keep the other defaults', () => {
    const settings = datahubCsv.settings({
      newUserEmail: { enabled: true },
      fieldMapping: { user: { city: 'Town' } },
    })
    expect(settings.newUserEmail).toEqual({ enabled: true, subject: '', template: '' })
    expect(settings.fieldMapping).toEqual({ user: { city: 'Town' }, course: {}, enrolment: {} })
  })

  test('of an unknown name are refused with the nearest and all known names', async () => {
    const { code, field, message } = await refused({ createOrUpdat: true })
    expect({ code, field }).toEqual({ code: 'RB-8002', field: 'createOrUpdat' })
    expect(message).toContain('Is createOrUpdate meant?')
    expect(message).toContain('compatibility')
    expect(await refused({ colour: 'blue' })).toMatchObject({ code: 'RB-8001', field: 'colour' })
  })

  test.each([
    [{ newUserEmail: { subjekt: '' } }, 'newUserEmail.subjekt', 'subject'],
    [{ compatibility: { updateMayEnroll: true } }, 'compatibility.updateMayEnroll', 'updateMayEnrol'],
    [{ fieldMapping: { users: {} } }, 'fieldMapping.users', 'user'],
    [{ fieldMapping: { user: { usrname: 'Login' } } }, 'fieldMapping.user.usrname', 'username'],
  ])('inside of others are checked in the same way: %j', async (raw, field, nearest) => {
    const finding = await refused(raw)
    expect(finding).toMatchObject({ code: 'RB-8002', field })
    expect(finding.message).toContain(`Is ${nearest} meant?`)
  })

  test.each<[object, string, string, string[]]>([
    [{ createOrUpdate: 'yes' }, 'createOrUpdate', 'yes', ['true', 'false']],
    [{ identifyBy: [] }, 'identifyBy', '[]', ['at least 1']],
    [{ identifyBy: ['email', 'mail'] }, 'identifyBy.1', 'mail', ['username', 'email', 'idnumber']],
    [{ identifyBy: 'email' }, 'identifyBy', 'email', ['list']],
    [{ newEnrolmentEmail: { from: 'me' } }, 'newEnrolmentEmail.from', 'me', ['admin', 'teacher']],
    [{ encoding: 'utf-9' }, 'encoding', 'utf-9', ['utf-8', 'detect', 'windows-1252']],
    [{ separator: '|' }, 'separator', '|', [',', ';', 'tab', 'detect']],
    [{ disableAction: 'delete' }, 'disableAction', 'delete', ['reject', 'suspend']],
    [{ fieldMapping: { user: { city: 7 } } }, 'fieldMapping.user.city', '7', ['a text']],
    [{ fieldMapping: { course: { visible: ' ' } } }, 'fieldMapping.course.visible', ' ', ['column']],
    [{ userFile: '../user.csv' }, 'userFile', '../user.csv', ['without folders']],
    [{ courseFile: '.course.csv' }, 'courseFile', '.course.csv', ['dot']],
    [
      { enrolmentFile: 'enroll.csv.PART' },
      'enrolmentFile',
      'enroll.csv.PART',
      ['.part', '.filepart', '.tmp'],
    ],
  ])('of a wrong value are refused with what would be accepted: %j', async (raw, field, value, accepted) => {
    const finding = await refused(raw)
    expect(finding).toMatchObject({ code: 'RB-8003', field, value })
    for (const word of accepted) expect(finding.message).toContain(word)
  })

  test('that are no object are refused', async () => {
    for (const raw of ['text', 7, []]) expect((await refused(raw)).code).toBe('RB-8003')
  })
})

describe('the field mapping', () => {
  const mapped = (user: Record<string, string>) => datahubCsv.settings({ fieldMapping: { user } })

  test.each([
    ['two fields', { username: 'Login', email: 'login ' }],
    ['a field and one that is not mapped', { username: 'Email' }],
    ['a field and the action', { username: 'action' }],
    ['two profile fields', { profile_field_a: 'A', profile_field_b: 'A' }],
  ])('may not read %s from one column', async (_, user) => {
    const { code, field } = await refusalOf(() => mapped(user))
    expect({ code, field }).toEqual({ code: 'RB-8004', field: 'fieldMapping.user' })
  })

  test('may exchange columns, map profile fields, and use one name for different kinds', () => {
    expect(mapped({ username: 'email', email: 'username', profile_field_badge: 'Badge' })).toBeDefined()
    const both = { user: { username: 'Name' }, course: { shortname: 'Name' } }
    expect(datahubCsv.settings({ fieldMapping: both }).fieldMapping.course).toEqual({ shortname: 'Name' })
  })

  test('of unknown fields is refused', async () => {
    for (const name of ['profile_field_', 'profile_field___proto__', 'PROFILE_FIELD_x', 'constructor']) {
      expect((await refusalOf(() => mapped({ [name]: 'X' }))).code, name).toMatch(/RB-800[12]/)
    }
    const course = { course: { profile_field_a: 'A' } }
    expect((await refused({ fieldMapping: course })).code).toMatch(/RB-800[12]/)
  })
})

test('the policy is the settings, the mapping as labels, and the required values', () => {
  const settings = datahubCsv.settings({
    createOrUpdate: true,
    identifyBy: ['email'],
    fieldMapping: { user: { username: 'Login' } },
    isoDates: true,
    compatibility: { updateMayEnrol: true },
  })
  expect(datahubCsv.policy(settings)).toEqual({
    labels: { user: { username: 'Login' }, course: {}, enrolment: {} },
    required: {
      user: ['username', 'password', 'firstname', 'lastname', 'email', 'city'],
      course: ['shortname', 'fullname', 'category'],
    },
    createOrUpdate: true,
    identifyBy: ['email'],
    createGroupsAndGroupings: false,
    allowDuplicateEmails: false,
    allowChangemePassword: false,
    isoDates: true,
    updateMayEnrol: true,
    newUserEmail: settings.newUserEmail,
    newEnrolmentEmail: settings.newEnrolmentEmail,
  })
})

test('formats are found by name, and an unknown name is refused with the known ones', async () => {
  for (const format of FORMATS) expect(formatNamed(format.name)).toBe(format)
  const { code, message, value } = await refusalOf(() => formatNamed('datahub'))
  expect({ code, value }).toEqual({ code: 'RB-8005', value: 'datahub' })
  expect(message).toContain('datahub-csv')
})
