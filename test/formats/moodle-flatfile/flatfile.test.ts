import { describe, expect, test } from 'vitest'
import { feedSettingsOf } from '../../../src/formats/feed-settings.ts'
import { fieldsOf } from '../../../src/formats/moodle-flatfile/fields.ts'
import { moodleFlatfile } from '../../../src/formats/moodle-flatfile/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'
import { refused } from '../../support/refused.ts'
import { GUARD_DEFAULTS } from '../guard-defaults.ts'
import { readAll, said } from '../moodle-csv/read-all.ts'

const read = (content: string, settings: object = {}) => readAll(moodleFlatfile, content, settings)

const ADD = {
  kind: 'enrolment',
  verb: 'enrol',
  person: { field: 'idnumber', value: 'u1' },
  course: { field: 'idnumber', value: 'c1' },
  method: 'flatfile',
  role: 'student',
  status: 'active',
  start: null,
  end: null,
}

describe('the fields of a line', () => {
  test.each([
    ['add, student ,u1,c1', ['add', 'student', 'u1', 'c1']],
    ['add;student;u1;c1', ['add', 'student', 'u1', 'c1']],
    ['add,student;x,u1,c1', ['add', 'student;x', 'u1', 'c1']],
    ["'add','student','u1',c1", ['add', 'student', 'u1', 'c1']],
    ["add,'student',u1,c1", ['add', "'student'", 'u1', 'c1']],
    ['"add","student","u1","c1"', ['add', 'student', 'u1', 'c1']],
    ['"add", "student", "u1", c1', ['add', 'student', 'u1', 'c1']],
    ['add,student,"Lee, Ann",c1', ['add', 'student', 'Lee, Ann', 'c1']],
    ['"add","student","Lee ""A"", Ann","c1"', ['add', 'student', 'Lee "A", Ann', 'c1']],
    ['add,"student",u1,c1', ['add', '"student"', 'u1', 'c1']],
    ['"add,student,u1', ['add', 'student', 'u1']],
    ['add,student,u9,c1,7,RB-2012,"No user has the id, ""u9"""', ['add', 'student', 'u9', 'c1']],
    ['add;student;u9;c1;7;RB-2012;Nobody, or "nothing"', ['add', 'student', 'u9', 'c1']],
    ['add', ['add']],
  ])('%s', (line, fields) => {
    expect(fieldsOf(line)).toEqual(fields)
  })
})

describe('a flat file', () => {
  test('asks for enrolments, with the line of each', async () => {
    const { inspection, records } = await read('\n  \r\nADD,Student,u1,c1\r\n\nadd,student,u1,c1,60,120')
    expect(said(records)).toEqual([
      [3, ADD],
      [5, { ...ADD, start: 60_000, end: 120_000 }],
    ])
    expect(inspection).toEqual({
      mayRemove: 0,
      kind: 'enrolment',
      encoding: 'utf-8',
      lines: true,
      records: 2,
      blankLines: 3,
      warnings: [],
    })
  })

  test('takes times of 0 and missing ones for none', async () => {
    const { records } = await read('add,student,u1,c1,0,0\nadd,student,u1,c1,,\n')
    expect(said(records)).toEqual([
      [1, ADD],
      [2, ADD],
    ])
  })

  test('may be empty', async () => {
    const { inspection, records } = await read('')
    expect([inspection.records, records]).toEqual([0, []])
  })

  test('asks for removals as the feed says', async () => {
    const { status: _, start: __, end: ___, ...place } = ADD
    const end = { ...place, verb: 'end', ends: 'enrolment', anyMethod: true, ifUnknown: 'reject' }
    const one = async (settings: object) => said((await read('del,student,u1,c1', settings)).records)
    expect(await one({})).toEqual([[1, { ...end, how: 'suspendNoRoles' }]])
    expect(await one({ unenrolAction: 'unenrol' })).toEqual([[1, { ...end, how: 'unenrol' }]])
    expect(await one({ unenrolAction: 'keep' })).toEqual([
      [1, { ...end, how: 'keep', because: 'unenrolAction' }],
    ])
  })

  test.each([
    ['add,student,u1', 'RB-1312'],
    ['add,student,u1,c1,0,0,1', 'RB-1312'],
    ['enrol,student,u1,c1', 'RB-1313'],
    [',student,u1,c1', 'RB-1313'],
    ['add,,u1,c1', 'RB-2001'],
    ['add,student,,c1', 'RB-2001'],
    ['add,student,u1,', 'RB-2001'],
    ['add,student,u1,c1,soon', 'RB-1315'],
    ['add,student,u1,c1,0,-1', 'RB-1315'],
    ['add,student,u1,c1,999999999999', 'RB-1315'],
    ['add,student,u5,c2,20,10', 'RB-1316'],
    ['add,student,u\u001f5,c2', 'RB-1317'],
  ])('refuses the line %s alone', async (line, code) => {
    const { records } = await read(`${line}\nadd,student,u1,c1\n`)
    expect(said(records)).toEqual([
      [1, code],
      [2, ADD],
    ])
  })

  test('names what it refuses', async () => {
    const { records } = await read('add,student,u5,c2,20,10\nenrol,student,u1,c1')
    expect(records[0]!.finding!.message).toMatch(/20.*10/)
    expect(records[1]!.finding!.message).toMatch(/"enrol".*add, del/)
  })

  test('says the same text for the same wish, however it is written', async () => {
    const { records } = await read('add,student,u1,c1\n"ADD", "Student" ,"u1","c1","0"\nadd,student,u1,c2\n')
    const [first, second, third] = records.map(({ text }) => text)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  test('keys add and del of one person, course and role alike', async () => {
    const { records } = await read('add,student,u1,c1,5\ndel,student,u1,c1\nadd,teacher,u1,c1')
    const [add, del, teacher] = records.map(({ key }) => key)
    expect(del).toBe(add)
    expect(teacher).not.toBe(add)
  })

  test('is refused when it was sent as something else', async () => {
    const settings = moodleFlatfile.settings({})
    const file = bytesFile('add,student,u1,c1', 'user')
    expect((await refused(moodleFlatfile.inspect(file, settings))).code).toBe('RB-1303')
  })

  test('is refused when a line has no end', async () => {
    const settings = moodleFlatfile.settings({})
    const file = bytesFile('a'.repeat(1_100_000))
    expect((await refused(moodleFlatfile.inspect(file, settings))).code).toBe('RB-1022')
  })

  test('is read in the encoding of the feed', async () => {
    const bytes = Buffer.from('add,student,\xe9t\xe9,c1\n', 'latin1')
    const { inspection, records } = await readAll(moodleFlatfile, bytes, { encoding: 'windows-1252' })
    expect(inspection.encoding).toBe('windows-1252')
    expect(records[0]!.action).toEqual({ ...ADD, person: { field: 'idnumber', value: 'été' } })
  })
})

describe('the names of roles', () => {
  const roleOf = async (name: string, roleAliases: object) => {
    const { records } = await read(`add,${name},u1,c1`, { roleAliases })
    const { action, finding } = records[0]!
    return action !== undefined && 'role' in action ? action.role : finding?.code
  }

  test('are short names unless the feed gives them others', async () => {
    const aliases = { student: 'Learner', manager: '' }
    expect(await roleOf('learner', aliases)).toBe('student')
    expect(await roleOf('LEARNER', aliases)).toBe('student')
    expect(await roleOf('student', aliases)).toBe('RB-1314')
    expect(await roleOf('Manager', aliases)).toBe('RB-1314')
    expect(await roleOf('Teacher', aliases)).toBe('teacher')
  })

  test('may change hands', async () => {
    const aliases = { student: 'teacher', teacher: 'student' }
    expect([await roleOf('student', aliases), await roleOf('teacher', aliases)]).toEqual([
      'teacher',
      'student',
    ])
  })

  test('that two roles share mean the first, and the file says so', async () => {
    const aliases = { student: 'x', teacher: 'X' }
    expect(await roleOf('x', aliases)).toBe('student')
    const { inspection } = await read('add,x,u1,c1', { roleAliases: aliases })
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['RB-1311'])
  })
})

describe('settings', () => {
  test('have the defaults of the reference', () => {
    const settings = moodleFlatfile.settings(undefined)
    expect(settings).toEqual({
      ...GUARD_DEFAULTS,
      waitFor: '0',
      fileLocation: '1/enrolments.txt',
      expiredAction: 'suspendNoRoles',
      mailStudents: false,
      mailTeachers: false,
      mailAdmins: false,
      importPath: '1',
      enrolmentFile: 'enrolments.txt',
      userFile: '',
      courseFile: '',
      encoding: 'utf-8',
      roleAliases: {},
      unenrolAction: 'suspendNoRoles',
      logPath: '',
      logEmailRecipients: '',
    })
    expect(feedSettingsOf(settings)).toMatchObject({
      importPath: '1',
      enrolmentFile: 'enrolments.txt',
      userFile: '',
    })
  })

  test('say where the file lies', () => {
    expect(moodleFlatfile.settings({ fileLocation: '/sis/out/roles.txt' })).toMatchObject({
      importPath: '/sis/out',
      enrolmentFile: 'roles.txt',
    })
  })

  test.each([
    [{ fileLocation: 'roles.txt' }, 'RB-8003', 'fileLocation'],
    [{ fileLocation: 'sis/' }, 'RB-8003', 'fileLocation'],
    [{ fileLocation: 'sis/roles.part' }, 'RB-8003', 'fileLocation'],
    [{ unenrolAction: 'delete' }, 'RB-8003', 'unenrolAction'],
    [{ unenrollAction: 'keep' }, 'RB-8002', 'unenrollAction'],
    [{ encoding: 'klingon' }, 'RB-8003', 'encoding'],
  ])('%j is refused', async (raw, code, field) => {
    expect(await refusalOf(() => moodleFlatfile.settings(raw))).toMatchObject({ code, field })
  })
})
