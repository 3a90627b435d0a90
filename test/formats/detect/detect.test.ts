import { describe, expect, test } from 'vitest'
import { detect } from '../../../src/formats/detect/detect.ts'
import type { SourceFile } from '../../../src/formats/format.ts'
import { formatNamed } from '../../../src/formats/registry.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { GOOD, packageOf } from '../oneroster-csv/packages.ts'

function named(content: string | Uint8Array, name = 'file.csv'): SourceFile {
  return bytesFile(content, undefined, 1000, name)
}

/** What a single file looks like. */
async function look(content: string | Uint8Array, name?: string) {
  const { format, recognition, others, isAmbiguous, files } = await detect([named(content, name)])
  const also = Object.fromEntries(
    others.map((other) => [other.format.name, other.recognition.confidence] as const),
  )
  return { ...recognition, ...files[0], format: format.name, also, isAmbiguous }
}

const XML = '<?xml version="1.0"?>\n'

describe('a file is known by its beginning', () => {
  test.each([
    ['action,username,email\ncreate,a,a@x.org\n', 'datahub-csv', 'certain', 'user'],
    ['action,username,email\n', 'datahub-csv', 'likely', 'user'],
    ['action,username,email\ncreate,a,a@x.org\nremove,b,b@x.org\n', 'datahub-csv', 'likely', 'user'],
    ['action,username,email\nremove,b,b@x.org\n', 'datahub-csv', 'possible', 'user'],
    ['action,shortname,context,username\ndelete,C1,course,a\n', 'datahub-csv', 'possible', null],
    ['courseaction,shortname\ncreate,C1\n', 'datahub-csv', 'certain', 'course'],
    [
      'action,username,context,instance,role\ncreate,a,course,C1,student\n',
      'datahub-csv',
      'certain',
      'enrolment',
    ],
    [
      'username,firstname,lastname,email,course1,role1\na,A,B,a@x.org,C1,student\n',
      'moodle-upload-users',
      'certain',
      'user',
    ],
    ['username,firstname,lastname,email\na,A,B,a@x.org\n', 'moodle-upload-users', 'likely', 'user'],
    ['shortname,fullname,category_path\nC1,Course,A / B\n', 'moodle-upload-courses', 'certain', 'course'],
    ['shortname,fullname,category_path,shoe\n', 'moodle-upload-courses', 'likely', 'course'],
    ['shortname,fullname,category\nC1,Course,1\n', 'moodle-upload-courses', 'likely', 'course'],
    ['Name,ID number,Category path\nStaff,S,A / B\n', 'moodle-cohorts', 'certain', 'cohort'],
    ['name,idnumber,description\nStaff,S,\n', 'moodle-cohorts', 'likely', 'cohort'],
    ['groupname,coursename\nRed,C1\n', 'moodle-groups', 'certain', 'group'],
    ['groupname,shoe,size\nRed,1,2\n', 'moodle-groups', 'likely', 'group'],
    ['name,idnumber,shoe\nStaff,S,\n', 'moodle-cohorts', 'possible', 'cohort'],
    ['add, student, 12, C1\ndel, student, 13, C1\n', 'moodle-flatfile', 'certain', 'enrolment'],
    ['ADD;student;12;C1;0;0\n', 'moodle-flatfile', 'certain', 'enrolment'],
    ['add, student, 12, C1\nsub, student, 13, C1\n', 'moodle-flatfile', 'likely', 'enrolment'],
    ['operation,role,user,course\nadd,student,12,C1\n', 'moodle-flatfile', 'possible', 'enrolment'],
    [`${XML}<enterprise><person/><membership/></enterprise>`, 'ims-enterprise', 'certain', null],
    ['<ims:Enterprise xmlns:ims="urn:x"><ims:PERSON>', 'ims-enterprise', 'certain', null],
    [`${XML}<!-- SIS --><enterprise>`, 'ims-enterprise', 'likely', null],
    [`${XML}<rss><item/></rss>`, 'ims-enterprise', 'possible', null],
    ['"Username","EMAIL","lastname","firstname","uniqueid"\n', 'snapshot-csv', 'certain', 'user'],
    ['Course,UniqueID,role\nBIO,7,student\n', 'snapshot-enrolments-csv', 'certain', 'enrolment'],
    ['sourcedId,name\n1,x\n', 'oneroster-csv', 'possible', null],
  ])('%j', async (content, format, confidence, kind) => {
    const seen = await look(content)
    expect(seen).toMatchObject({ format, confidence, kind, isAmbiguous: false })
    expect(seen.reasons.length).toBeGreaterThan(0)
  })

  test.each([
    ['nothing at all', ''],
    ['blank lines', '\n\r\n \n'],
    ['prose', 'Dear all,\nplease find attached the list of new students.\n'],
    ['a row of values', 'create,asmith,Passw0rd!x,Ann,Smith\n'],
    ['bytes that are no text', Uint8Array.from({ length: 3000 }, (_, i) => (i * 37) % 256)],
    ['a document of no element', `${XML}<!-- nothing -->`],
  ])('of no format: %s', async (_, content) => {
    expect(await look(content)).toMatchObject({ confidence: 'no', kind: null, reasons: [], also: {} })
  })

  test('an ambiguous one is told as such, with all that it may be', async () => {
    expect(await look('username,city\nasmith,Leeds\n')).toMatchObject({
      format: 'datahub-csv',
      confidence: 'possible',
      isAmbiguous: true,
      also: { 'moodle-upload-users': 'possible' },
    })
  })

  test('users of three formats: the likeliest is the answer, the others are named', async () => {
    expect(await look('username,firstname,lastname,email,idnumber\na,A,B,a@x.org,7\n')).toMatchObject({
      format: 'moodle-upload-users',
      confidence: 'likely',
      also: { 'datahub-csv': 'possible', 'snapshot-csv': 'possible' },
    })
  })

  test('a full list without its id is likely one by its dated name alone', async () => {
    const content = 'username,email,firstname,lastname\na,a@x.org,A,B\n'
    expect((await look(content, 'people.csv')).also).not.toHaveProperty('snapshot-csv')
    expect((await look(content, 'in/UserUpload20260131.csv')).also).toHaveProperty('snapshot-csv', 'likely')
  })

  test('columns that Rollbook adds to rejects say nothing', async () => {
    const rejects = 'username,firstname,lastname,email,rollbook_line,rollbook_code,rollbook_message\n'
    expect(await look(rejects)).toMatchObject({ format: 'moodle-upload-users', confidence: 'likely' })
  })
})

describe('encoding and separator', () => {
  const rows = 'create;jos\u00e9;Jos\u00e9 M\u00fcller;a@x.org\n'.repeat(50)
  const latin = Buffer.from(`action;username;firstname;email\n${rows}`, 'latin1')

  test('are found, with the settings that a feed needs for them', async () => {
    expect(await look(latin)).toMatchObject({
      format: 'datahub-csv',
      confidence: 'certain',
      encoding: 'windows-1252',
      separator: ';',
      settings: { separator: ';', encoding: 'windows-1252' },
    })
  })

  test.each([
    ['action\tusername\ncreate\ta\n', { separator: 'tab' }],
    ['username:firstname:lastname:email\na:A:B:x\n', { delimiter: 'colon' }],
    ['shortname;fullname;category_path\nC1;Course;A\n', { delimiter: 'semicolon' }],
    ['username;email;firstname;lastname;uniqueid\n', { separator: ';' }],
    ['username,email,firstname,lastname,uniqueid\n', {}],
    ['\ufeffaction,username\r\ncreate,a\r\n', {}],
    ['action,username\rcreate,a\r', {}],
    ['"action,a;b;c",username\n', {}],
  ])('%j', async (content, settings) => {
    expect((await look(content)).settings).toEqual(settings)
  })

  test('UTF-16 needs no setting when it is marked', async () => {
    const unmarked = Buffer.from('action,username\ncreate,asmith\n', 'utf16le')
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), unmarked])
    expect(await look(unmarked)).toMatchObject({
      encoding: 'utf-16le',
      settings: { encoding: 'utf-16le' },
      confidence: 'certain',
    })
    expect(await look(marked)).toMatchObject({ encoding: 'utf-16le', settings: {}, confidence: 'certain' })
  })

  test('XML says itself what it is in', async () => {
    const xml = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><enterprise><person>\u00e9</person></enterprise>',
      'latin1',
    )
    expect(await look(xml)).toMatchObject({ encoding: 'windows-1252', settings: {}, confidence: 'certain' })
  })

  test('settings that are suggested are ones that the format has', async () => {
    const contents = [
      latin,
      'username:firstname:lastname:email\n',
      'username;email;firstname;lastname;idnumber\n',
    ]
    for (const content of contents) {
      const { format, recognition, others } = await detect([named(content)])
      for (const one of [{ format, recognition }, ...others]) {
        expect(() => one.format.settings(one.recognition.settings)).not.toThrow()
      }
    }
  })

  test('a character that the sample cuts in two is no other encoding', async () => {
    const header = 'action,username\n'
    const content = `${header}create,${'a'.repeat(65_536 - header.length - 8)}\u00e9\u00e9\n`
    expect(await look(content)).toMatchObject({ encoding: 'utf-8', settings: {} })
  })
})

describe('several files', () => {
  const users = named('action,username\ncreate,a\n', 'user.csv')
  const courses = named('action,shortname\ncreate,C1\n', 'course.csv')
  const other = named('Dear all\n', 'letter.csv')

  test('are as sure as the one that is least sure', async () => {
    const { format, recognition } = await detect([users, courses])
    expect({ format: format.name, ...recognition }).toMatchObject({
      format: 'datahub-csv',
      confidence: 'certain',
      kind: null,
    })
    expect(recognition.reasons).toContainEqual('user.csv: the header has action and username')
    const vague = named('action,shortname\nmake,C1\n', 'course.csv')
    expect((await detect([users, vague])).recognition.confidence).toBe('possible')
  })

  test('are only possibly of a format that does not know all of them', async () => {
    const { format, recognition } = await detect([users, other, courses])
    expect({ format: format.name, ...recognition }).toMatchObject({
      format: 'datahub-csv',
      confidence: 'possible',
      reasons: expect.arrayContaining(['1 of 3 files are something else']),
    })
  })

  test('are a OneRoster package by their manifest, in a folder of an archive too', async () => {
    const files = packageOf(GOOD).map((file) => ({ ...file, name: `export/${file.name}` }))
    const { format, recognition, others } = await detect([other, ...files])
    expect({ format: format.name, ...recognition }).toMatchObject({
      format: 'oneroster-csv',
      confidence: 'certain',
      reasons: ['manifest.csv says oneroster.version 1.1'],
    })
    expect(others).toEqual([])
  })

  test('are likely a OneRoster package when only the manifest is missing', async () => {
    const files = packageOf(GOOD).filter(({ name }) => name !== 'manifest.csv')
    const { format, recognition } = await detect(files)
    expect({ format: format.name, ...recognition }).toMatchObject({
      format: 'oneroster-csv',
      confidence: 'likely',
      reasons: [expect.stringContaining('orgs.csv'), expect.stringContaining('manifest.csv')],
    })
  })

  test('with a manifest of an unknown version are likely a package, which says why it is refused', async () => {
    const { recognition } = await detect(packageOf(GOOD, { version: '2.0', headers: {} }))
    expect(recognition).toMatchObject({ confidence: 'likely' })
  })
})

describe('looking', () => {
  test('reads no more than the beginning', async () => {
    let pieces = 0
    const endless: SourceFile = {
      name: 'endless.csv',
      async *open() {
        for (;;) {
          pieces++
          yield Buffer.from('action,username\n'.repeat(1000))
        }
      },
    }
    const { format } = await detect([endless])
    expect(format.name).toBe('datahub-csv')
    expect(pieces).toBeLessThan(20)
  })

  test('asks only the formats that it is given', async () => {
    const { format, recognition, others } = await detect(
      [named('action,username\ncreate,a\n')],
      [formatNamed('ims-enterprise')],
    )
    expect({ format: format.name, confidence: recognition.confidence, others }).toEqual({
      format: 'ims-enterprise',
      confidence: 'no',
      others: [],
    })
  })
})
