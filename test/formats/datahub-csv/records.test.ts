import { describe, expect, test } from 'vitest'
import type { FileKind } from '../../../src/domain/action.ts'
import { datahubCsv } from '../../../src/formats/datahub-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { readFile, refusalOf } from '../../support/read-file.ts'

const read = async (text: string, kind?: FileKind, settings: object = {}) =>
  (await readFile(bytesFile(text, kind), settings)).records
const actionsOf = async (text: string, kind?: FileKind, settings?: object) =>
  (await read(text, kind, settings)).map((record) => record.action)
const refused = (text: string, kind?: FileKind, settings?: object) =>
  refusalOf(() => readFile(bytesFile(text, kind), settings))

describe('an action', () => {
  test('of users takes the words create, add, update and delete', async () => {
    const actions = await actionsOf('action,username\ncreate,a\nadd,b\nupdate,c\ndelete,d\n', 'user')
    expect(actions).toEqual([
      { kind: 'user', verb: 'create', fields: { username: 'a' } },
      { kind: 'user', verb: 'create', fields: { username: 'b' } },
      { kind: 'user', verb: 'update', fields: { username: 'c' } },
      { kind: 'user', verb: 'delete', fields: { username: 'd' } },
    ])
  })

  test('of courses does not take add, of enrolments not disable', async () => {
    const [course] = await read('action,shortname\nadd,HIST1\n', 'course')
    expect(course!.finding).toMatchObject({ code: 'RB-1060', field: 'action', value: 'add' })
    expect(course!.finding!.message).toMatch(/create, update, delete\.$/)
    const [enrolment] = await read('action,username,context\ndisable,a,course\n', 'enrolment')
    expect(enrolment!.finding).toMatchObject({ code: 'RB-1060', value: 'disable' })
  })

  test('disable is rejected with a hint, or suspends where the feed says so', async () => {
    const text = 'action,username\ndisable,asmith\n'
    expect((await read(text, 'user'))[0]).toMatchObject({ key: null, finding: { code: 'RB-1062' } })
    expect(await actionsOf(text, 'user', { disableAction: 'suspend' })).toMatchObject([{ verb: 'suspend' }])
  })

  test('is named by its mapped column', async () => {
    const settings = { fieldMapping: { user: { action: 'Operation' } } }
    const [record] = await read('Operation,username\nCREATE,asmith\n', 'user', settings)
    expect(record!.finding).toMatchObject({ field: 'Operation', value: 'CREATE' })
  })
})

describe('values', () => {
  test('are taken as they are, and empty ones are not there', async () => {
    const text = 'action,username,city,idnumber,lang\nupdate, ASmith ,,0,\t\n'
    expect(await actionsOf(text, 'user')).toEqual([
      { kind: 'user', verb: 'update', fields: { username: ' ASmith ', idnumber: '0', lang: '\t' } },
    ])
  })

  test('of user_ columns identify, of profile columns go apart, and only when given', async () => {
    const text = [
      'action,user_username,user_email,username,profile_field_badge,profile_field_Team',
      'update,asmith,,smitha,blue,',
      'update,,,bjones,,',
    ].join('\n')
    expect(await actionsOf(text)).toEqual([
      {
        kind: 'user',
        verb: 'update',
        fields: { username: 'smitha' },
        find: { username: 'asmith' },
        profile: { badge: 'blue' },
      },
      { kind: 'user', verb: 'update', fields: { username: 'bjones' } },
    ])
  })

  test('of mapped fields are read from the mapped column alone', async () => {
    const settings = { fieldMapping: { user: { username: 'Login', profile_field_badge: 'Badge' } } }
    const text = 'action,Login,username,badge,profile_field_badge\nupdate,a,b,c,d\n'
    const { inspection, records } = await readFile(bytesFile(text, 'user'), settings)
    expect(records[0]!.action).toEqual({
      kind: 'user',
      verb: 'update',
      fields: { username: 'a' },
      profile: { badge: 'c' },
    })
    expect(inspection.warnings.map(({ code, field }) => [code, field])).toEqual([
      ['RB-1047', 'username'],
      ['RB-1047', 'profile_field_badge'],
    ])
  })

  test('of exchanged columns are exchanged', async () => {
    const settings = { fieldMapping: { user: { username: 'email', email: 'username' } } }
    const [action] = await actionsOf('action,username,email\nupdate,a,b\n', 'user', settings)
    expect(action!.fields).toEqual({ username: 'b', email: 'a' })
  })

  test('of a column named like the prototype of objects are not read', async () => {
    const { inspection, records } = await readFile(
      bytesFile('action,username,profile_field___proto__,__proto__,constructor\nupdate,a,b,c,d\n'),
    )
    expect(records[0]!.action).toEqual({ kind: 'user', verb: 'update', fields: { username: 'a' } })
    expect(inspection.warnings).toHaveLength(3)
  })
})

describe('keys and texts', () => {
  test('know a record by what it is about', async () => {
    const users =
      'action,username,idnumber,email\nupdate,ASmith,1,a@b.c\nupdate,,1,a@b.c\nupdate,,,a@b.c\nupdate,,,\n'
    expect((await read(users)).map((record) => record.key)).toEqual(['u:asmith', 'i:1', 'e:a@b.c', null])
  })

  test('are equal for what asks for the same, wherever the columns stand and whatever others there are', async () => {
    const [one] = await read('action,username,firstname,city\ncreate,asmith,Ann,\n')
    const [other] = await read('City,useraction,shoe size,username,FirstName\n,add,9,"asmith","Ann"\n')
    expect(other!.text).toBe(one!.text)
    expect(other!.key).toBe(one!.key)
    expect(other!.action).toEqual(one!.action)
  })

  test('differ as soon as something else is asked for', async () => {
    const files = [
      'action,username,firstname\nupdate,a,b\n',
      'action,username,lastname\nupdate,a,b\n',
      'action,username,profile_field_lastname\nupdate,a,b\n',
      'action,user_username,firstname\nupdate,a,b\n',
      'action,username,firstname\ncreate,a,b\n',
      'action,username,firstname\nupdate,a,B\n',
      'action,username,firstname,city\nupdate,a,,b\n',
    ]
    const texts = await Promise.all(files.map(async (file) => (await read(file))[0]!.text))
    expect(new Set(texts).size).toBe(files.length)
  })

  test('refuse the character that joins them, in columns that are read', async () => {
    const text = 'action,shoe size,username,firstname\nupdate,9\x1f,a,b\nupdate,9,a\x1f,b\nupdate,9,c,d\n'
    for (const pieceSize of [1, 1_000]) {
      const { records } = await readFile(bytesFile(text, 'user', pieceSize))
      expect(records.map((record) => record.finding?.code)).toEqual([undefined, 'RB-1028', undefined])
    }
  })
})

describe('what a file holds', () => {
  test.each([
    ['action,username', 'user'],
    ['action,user_idnumber,profile_field_x', 'user'],
    ['action,idnumber,shortname', 'course'],
    ['action,username,context,role', 'enrolment'],
    ['useraction,username,context', 'user'],
    ['courseaction,shortname', 'course'],
    ['EnrolmentAction,Email,Context', 'enrolment'],
  ])('is seen from its header: %s', async (header, kind) => {
    expect((await readFile(bytesFile(`${header}\n`))).inspection).toMatchObject({ kind, records: 0 })
  })

  test('is seen from mapped columns', async () => {
    const settings = { fieldMapping: { course: { shortname: 'Code' } } }
    expect((await readFile(bytesFile('action,code\n'), settings)).inspection.kind).toBe('course')
  })

  test.each([
    ['action,firstname', 'RB-1048'],
    ['action,username,instance,role', 'RB-1048'],
    ['action,idnumber,fullname,category', 'RB-1048'],
    ['action,shortname,context,username', 'RB-1049'],
    ['useraction,courseaction,username,shortname', 'RB-1051'],
  ])('is not guessed when the header could mean another: %s', async (header, code) => {
    expect((await refused(`${header}\n`)).code).toBe(code)
  })
})

describe('the header is refused', () => {
  test.each<[string, FileKind, object, string[]]>([
    ['username', 'user', {}, ['action or useraction']],
    ['action,context,username', 'course', {}, ['shortname']],
    ['action,context', 'enrolment', {}, ['username or email or idnumber']],
    ['action,role', 'enrolment', {}, ['context', 'username or email or idnumber']],
    [
      'role',
      'enrolment',
      { fieldMapping: { enrolment: { action: 'Op', context: 'Where' } } },
      ['Op', 'Where'],
    ],
    ['action,email', 'user', { identifyBy: ['idnumber'] }, ['idnumber or user_username or user_email']],
  ])('for what it lacks, all at once: %s', async (header, kind, settings, mentions) => {
    const { code, message } = await refused(`${header}\n`, kind, settings)
    expect(code).toBe('RB-1042')
    for (const mention of mentions) expect(message.split(' The columns found')[0]).toContain(mention)
  })

  test('when it is missing, without repeating the row that stands there', async () => {
    const row = 'create,asmith,Passw0rd!x,Ann,Smith,asmith@example.org,Leeds\n'
    for (const text of [
      row,
      row.replace('create', 'city'),
      row.replaceAll(',', ';'),
      row.replace('create', 'x'),
    ]) {
      const { message, value } = await refused(text, 'user')
      expect(`${message} ${value}`).not.toMatch(/Passw0rd|asmith/)
      expect(message).toContain('action')
    }
  })

  test('for a quoting mistake, a nameless and a doubled column, each with its place', async () => {
    expect((await refused('action,"user"name\n', 'user')).message).toContain('column 2')
    expect((await refused('action, ,username\n', 'user')).message).toContain('Column 2 ')
    expect((await refused('action,username,USERNAME\n', 'user')).message).toContain('columns 2 and 3')
  })
})

describe('separators', () => {
  test.each([
    [';', ';'],
    ['tab', '\t'],
    ['detect', ';'],
    ['detect', '\t'],
    ['detect', ','],
  ])('setting %j reads files separated by %j', async (setting, separator) => {
    const text = `action${separator}"a,b;c"${separator}username\nupdate${separator}1,2;3${separator}x\n`
    const quoted = text.replace('1,2;3', '"1,2;3"')
    const { inspection, records } = await readFile(bytesFile(quoted, 'user', 1), { separator: setting })
    expect(inspection.separator).toBe(separator)
    expect(records[0]!.action!.fields).toEqual({ username: 'x' })
  })

  test('the hint of a wrong separator names the one that is needed', async () => {
    const { message } = await refused('action,username\n', 'user', { separator: ';' })
    expect(message).toContain('holds a comma')
    expect(message).toContain('separated by a semicolon')
  })
})

test('a guessed encoding is used and warned of', async () => {
  const bytes = Buffer.from('action,username,firstname\nupdate,jgarcia,José\n', 'latin1')
  const { inspection, records } = await readFile(bytesFile(bytes), { encoding: 'detect' })
  expect(inspection.warnings).toMatchObject([{ code: 'RB-1008', value: 'windows-1252' }])
  expect(records[0]!.action!.fields).toMatchObject({ firstname: 'José' })
})

test('batches are full but for the last, and the same for any pieces of the file', async () => {
  const text = `action,username\n${Array.from({ length: 10 }, (_, i) => `update,u${i}`).join('\n')}\n`
  const settings = datahubCsv.settings({})
  for (const pieceSize of [1, 13, 1_000]) {
    const file = bytesFile(text, 'user', pieceSize)
    const sizes: number[] = []
    for await (const batch of datahubCsv.records(
      file,
      await datahubCsv.inspect(file, settings),
      settings,
      4,
    )) {
      sizes.push(batch.length)
    }
    expect(sizes).toEqual([4, 4, 2])
  }
})

test('an inspection survives being stored as JSON', async () => {
  const file = bytesFile('\ufeffaction;username;size\nupdate;asmith;9\n', 'user')
  const settings = datahubCsv.settings({ separator: 'detect' })
  const inspection = await datahubCsv.inspect(file, settings)
  const stored = JSON.parse(JSON.stringify(inspection))
  expect(stored).toEqual(inspection)
  for await (const batch of datahubCsv.records(file, stored, settings, 10)) {
    expect(batch).toMatchObject([{ line: 2, action: { fields: { username: 'asmith' } } }])
  }
})
