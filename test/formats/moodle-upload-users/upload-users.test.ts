import { describe, expect, test } from 'vitest'
import type { AccountSync } from '../../../src/domain/sync-action.ts'
import { feedSettingsOf } from '../../../src/formats/feed-settings.ts'
import { moodleUploadUsers } from '../../../src/formats/moodle-upload-users/format.ts'
import { refusalOf } from '../../support/read-file.ts'
import { readAll } from '../moodle-csv/read-all.ts'

/** What the one row of a file asks for, or the code with which it is refused. */
async function asked(columns: Readonly<Record<string, string>>, settings: object = {}) {
  const quoted = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  const content = `${quoted(Object.keys(columns))}\n${quoted(Object.values(columns))}\n`
  const { records } = await readAll(moodleUploadUsers, content, settings)
  const { action, finding } = records[0]!
  return action ?? finding!.code
}

const sync = async (columns: Readonly<Record<string, string>>, settings: object = {}) =>
  (await asked(columns, settings)) as AccountSync

const NAMELESS = { firstname: 'Ann', lastname: 'Lee', email: 'a@x.org' }
const ANN = { username: 'ann', ...NAMELESS }

describe('a row of users', () => {
  test('asks for a new user in the default mode', async () => {
    expect(await asked(ANN)).toEqual({
      kind: 'user',
      verb: 'sync',
      by: { field: 'username', value: 'ann' },
      values: NAMELESS,
      lenient: ['lang', 'theme'],
      ifKnown: 'leave',
      whyKnown: 'uploadType',
      ifUnknown: 'create',
    })
  })

  test.each([
    [{ uploadType: 'addAll' }, 'countUp', 'create'],
    [{ uploadType: 'addUpdate' }, 'partsOnly', 'create'],
    [{ uploadType: 'update' }, 'partsOnly', 'reject'],
    [{ uploadType: 'update', updateType: 'file' }, 'update', 'reject'],
    [{ uploadType: 'addUpdate', updateType: 'fileAndDefaults' }, 'update', 'create'],
    [{ uploadType: 'addUpdate', updateType: 'missing' }, 'fill', 'create'],
  ])('with %j leaves known and unknown users to planning', async (settings, ifKnown, ifUnknown) => {
    expect(await asked(ANN, settings)).toMatchObject({ ifKnown, ifUnknown })
  })

  test('needs names where it makes users', async () => {
    const { firstname: _, ...nameless } = ANN
    for (const uploadType of ['addNew', 'addAll']) {
      expect(await asked({ ...ANN, firstname: '' }, { uploadType })).toBe('RB-2001')
      expect(await asked(nameless, { uploadType })).toBe('RB-2001')
    }
    expect(await asked(nameless, { uploadType: 'addUpdate' })).toMatchObject({ ifUnknown: 'create' })
  })

  test('knows columns in any case, and profile fields in theirs', async () => {
    const { values, profile } = await sync({ ...ANN, 'City ': 'Ulm', Profile_field_Team: 'red' })
    expect([values.city, profile]).toEqual(['Ulm', { Team: 'red' }])
  })

  test('text differs when the settings ask for something else', async () => {
    const textOf = async (settings: object) => {
      const { records } = await readAll(moodleUploadUsers, 'username,email\nann,a@x.org\n', settings)
      return records[0]!.text
    }
    const update = await textOf({ uploadType: 'update' })
    expect(await textOf({ uploadType: 'update', updateType: 'file' })).not.toBe(update)
    expect(await textOf({ uploadType: 'update', defaults: { city: '' } })).toBe(update)
  })
})

describe('a user name', () => {
  const nameOf = async (username: string, settings: object = {}) => {
    const action = await asked({ ...ANN, username }, settings)
    return typeof action === 'string' ? action : (action as AccountSync).by.value
  }

  test('is put right before it is looked for', async () => {
    expect(await nameOf("User O'01")).toBe('usero01')
    expect(await nameOf('Jörg_a.b-c@d')).toBe('jrg_a.b-c@d')
  })

  test('that needs to be put right is refused where the feed does not', async () => {
    const settings = { standardiseUsernames: false }
    expect(await nameOf('ann.lee', settings)).toBe('ann.lee')
    expect(await nameOf('Ann', settings)).toBe('RB-1333')
  })

  test('comes from the template when it is empty or its column missing', async () => {
    const settings = { defaults: { username: '%-1f%-l' } }
    const { username: _, ...others } = ANN
    expect(await nameOf('', settings)).toBe('alee')
    expect(await sync(others, settings)).toMatchObject({
      by: { field: 'username', value: 'alee' },
    })
    expect(await nameOf('ann', settings)).toBe('ann')
    expect(await nameOf('', { ...settings, uploadType: 'addUpdate' })).toBe('RB-2001')
  })

  test('that is empty is refused, and so is that of the guest', async () => {
    expect(await nameOf('')).toBe('RB-2001')
    expect(await nameOf("'!")).toBe('RB-2001')
    expect(await nameOf('Guest')).toBe('RB-1331')
  })

  test('is not needed where users are found by address', async () => {
    const settings = { uploadType: 'update', updateType: 'file', matchOnEmail: true }
    expect(await asked({ email: 'a@x.org', city: 'Ulm' }, settings)).toMatchObject({
      by: { field: 'email', value: 'a@x.org' },
      values: { email: 'a@x.org', city: 'Ulm' },
    })
    expect(await asked({ username: 'ann', email: '' }, settings)).toBe('RB-2001')
    const named = await sync({ username: 'ann', email: 'a@x.org' }, settings)
    expect([named.values, named.whenNew]).toEqual([{ email: 'a@x.org' }, { username: 'ann' }])
  })
})

describe('defaults', () => {
  const defaults = { city: 'Brighton', email: '%u@example.edu', profile_field_team: 'red' }

  test('are for new users alone', async () => {
    const { email: _, ...row } = ANN
    const action = await sync({ ...row, firstname: 'A' }, { defaults })
    expect(action.whenNew).toEqual({ city: 'Brighton', email: 'ann@example.edu' })
    expect(action.profileWhenNew).toEqual({ team: 'red' })
    expect(action.profile).toBeUndefined()
  })

  test.each(['fileAndDefaults', 'missing'])('are for known users too with %s', async (updateType) => {
    const action = await sync(ANN, { uploadType: 'addUpdate', updateType, defaults })
    expect(action.values).toEqual({ ...NAMELESS, city: 'Brighton' })
    expect(action.profile).toEqual({ team: 'red' })
    expect(action.whenNew).toBeUndefined()
  })

  test('stand in for missing columns, not for empty cells', async () => {
    const action = await sync({ ...ANN, city: '' }, { defaults })
    expect(action.whenNew).toBeUndefined()
    expect(action.values.city).toBeUndefined()
  })

  test('stand in for no profile field that the file has in another case', async () => {
    const action = await sync({ ...ANN, profile_field_Team: 'blue' }, { defaults })
    expect([action.profile, action.profileWhenNew]).toEqual([{ Team: 'blue' }, undefined])
  })

  test('that hold the user name are filled again when it is counted up', async () => {
    const { email: _, ...row } = ANN
    const settings = { uploadType: 'addAll', defaults: { ...defaults, department: '%f' } }
    const { perName, whenNew } = await sync(row, settings)
    expect(perName).toEqual({ templates: { email: '%u@example.edu' }, letters: { f: 'Ann', l: 'Lee' } })
    expect(whenNew).toMatchObject({ email: 'ann@example.edu', department: 'Ann' })
  })

  test('are for fields of the account only', async () => {
    for (const name of ['course1', 'password', 'suspended', 'deleted', 'City']) {
      const { code } = await refusalOf(() => moodleUploadUsers.settings({ defaults: { [name]: 'x' } }))
      expect(['RB-8001', 'RB-8002']).toContain(code)
    }
  })
})

describe('an empty cell', () => {
  test('takes away what a user may be without, where the file overrides', async () => {
    const row = { ...ANN, city: '', idnumber: '', timezone: '', profile_field_team: '' }
    const action = await sync({ ...row, firstname: '' }, { uploadType: 'update', updateType: 'file' })
    expect(action.erase).toEqual(['city', 'idnumber'])
    expect(action.profile).toEqual({ team: '' })
    expect(action.values).toEqual({ lastname: 'Lee', email: 'a@x.org' })
    const filling = await sync(row, { uploadType: 'update', updateType: 'missing' })
    expect(filling.erase).toBeUndefined()
  })
})

describe('a password', () => {
  const row = { ...ANN, password: 'Secret-1' }
  const update = { uploadType: 'update', existingPassword: 'update' }

  test('is for new users unless the feed says otherwise', async () => {
    expect((await sync(row)).password).toEqual({ text: 'Secret-1', for: 'new', mustChange: 'ifWeak' })
    expect((await sync(row, update)).password).toMatchObject({ for: 'newAndKnown' })
    expect((await sync({ ...row, password: '' }, update)).password).toBeUndefined()
  })

  test('is to be changed as the feed says', async () => {
    for (const [forcePasswordChange, mustChange] of [
      ['none', 'never'],
      ['all', 'always'],
    ] as const) {
      expect((await sync(row, { forcePasswordChange })).password).toMatchObject({ mustChange })
    }
  })

  test('is needed where the feed makes none, unless it is kept elsewhere', async () => {
    const settings = { newPassword: 'file' }
    expect((await sync(ANN, settings)).needsPassword).toBe(true)
    expect((await sync({ ...row, auth: 'ldap' }, settings)).needsPassword).toBeUndefined()
    expect((await sync(ANN)).needsPassword).toBeUndefined()
    expect((await sync({ ...row, auth: 'ldap' }, settings)).password).toBeUndefined()
  })

  test('is no value, so that no message can hold it', async () => {
    expect((await sync(row)).values).not.toHaveProperty('password')
  })
})

describe('a removal', () => {
  const row = { username: 'ann', deleted: '1', course1: 'C1' }

  test('is asked for where the feed allows it, and nothing else of the row', async () => {
    expect(await asked(row, { uploadType: 'update', allowDeletes: true })).toEqual({
      kind: 'user',
      verb: 'end',
      by: { field: 'username', value: 'ann' },
      how: 'delete',
      ifUnknown: 'reject',
    })
  })

  test('is left undone where it does not', async () => {
    expect(await asked(row, { uploadType: 'update' })).toMatchObject({ how: 'keep', because: 'allowDeletes' })
  })

  test('is 1 and nothing that looks like it', async () => {
    const settings = { uploadType: 'update', allowDeletes: true }
    expect(await asked({ ...row, deleted: 'no' }, settings)).toBe('RB-2003')
    expect(await asked({ ...row, deleted: '0' }, settings)).toMatchObject({ verb: 'sync' })
    expect(await asked({ ...row, deleted: '' }, settings)).toMatchObject({ verb: 'sync' })
  })

  test('has nobody to remove where names are counted up', async () => {
    expect(await asked({ ...ANN, deleted: '1' }, { uploadType: 'addAll', allowDeletes: true })).toBe(
      'RB-1332',
    )
  })
})

describe('a new user name', () => {
  const row = { username: 'Anna', oldusername: 'Ann', city: 'Ulm', cohort1: 'A' }

  test('is asked for where the feed allows it', async () => {
    const settings = { uploadType: 'update', updateType: 'file', allowRenames: true }
    expect(await asked(row, settings)).toMatchObject({
      by: { field: 'username', value: 'anna' },
      renameFrom: 'ann',
      ifKnown: 'update',
      ifUnknown: 'reject',
    })
    expect(await asked({ ...row, oldusername: '' }, settings)).not.toHaveProperty('renameFrom')
  })

  test('keeps the address where that says who is meant', async () => {
    const settings = { uploadType: 'update', updateType: 'file', allowRenames: true, matchOnEmail: true }
    expect((await sync({ ...row, email: 'a@x.org' }, settings)).values).toEqual({ city: 'Ulm' })
  })

  test('leaves the row undone where it does not', async () => {
    const action = await sync(row, { uploadType: 'update', updateType: 'file' })
    expect(action).toMatchObject({ ifKnown: 'leave', ifUnknown: 'leave', whyUnknown: 'allowRenames' })
    expect(action.renameFrom).toBeUndefined()
  })
})

describe('suspension', () => {
  const update = { uploadType: 'update' }

  test.each([
    ['1', true],
    ['0', false],
    ['', undefined],
  ])('%s is %s', async (suspended, wish) => {
    expect((await sync({ ...ANN, suspended }, update)).suspended).toBe(wish)
  })

  test('is passed over where the feed does not allow it', async () => {
    const action = await sync({ ...ANN, suspended: '1' }, { uploadType: 'addUpdate', allowSuspends: false })
    expect(action.suspended).toBeUndefined()
  })

  test('is 0 or 1', async () => {
    expect(await asked({ ...ANN, suspended: 'yes' })).toBe('RB-2003')
    expect((await sync({ ...ANN, suspended: 'yes' }, { allowSuspends: false })).suspended).toBeUndefined()
  })
})

describe('what a row asks for besides', () => {
  const partsOf = async (columns: Readonly<Record<string, string>>, settings: object = {}) =>
    (await sync({ ...ANN, ...columns }, settings)).parts

  const C1 = { part: 'membership', course: { field: 'shortname', value: 'C1' }, method: 'manual' }

  test('is an enrolment, tied together by its number', async () => {
    const row = {
      course1: 'C1',
      course12: 'C2',
      role12: 'teacher',
      group1: 'G 1',
      enrolstatus12: '1',
      group2: 'none',
    }
    expect(await partsOf(row)).toEqual([
      {
        ...C1,
        role: 'student',
        start: 'today',
        end: null,
        ofMethod: { role: true, period: true },
        group: { name: 'G 1', create: true },
        columns: 'course1, group1',
      },
      {
        ...C1,
        course: { field: 'shortname', value: 'C2' },
        role: 'teacher',
        status: 'suspended',
        start: 'today',
        end: null,
        ofMethod: { role: false, period: true },
        columns: 'course12, role12',
      },
    ])
    const all = await partsOf({ course1: 'C1', type1: '1', enrolperiod1: '10' })
    expect(all![0]).not.toHaveProperty('ofMethod')
  })

  test('begins and ends as the row says', async () => {
    const timesOf = async (enroltimestart1: string, enrolperiod1 = '') => {
      const [part] = (await partsOf({ course1: 'C1', enroltimestart1, enrolperiod1 })) ?? []
      return part?.part === 'membership' ? [part.start, part.end] : part
    }
    expect(await timesOf('2 Jan 2020', '10')).toEqual(['2020-01-02', { daysAfterStart: 10 }])
    expect(await timesOf('2020-01-02 08:30')).toEqual(['2020-01-02T08:30:00', null])
    expect(await timesOf('2020-01-02 08:30+01:00')).toEqual([Date.UTC(2020, 0, 2, 7, 30), null])
    expect(await timesOf('today', '0')).toEqual(['today', null])
  })

  test('takes old numbers for roles', async () => {
    const roleOf = async (cells: Record<string, string>, settings: object = {}) => {
      const [part] = (await partsOf({ course1: 'C1', ...cells }, settings)) ?? []
      return part?.part === 'membership' ? part.role : part?.part === 'faulty' ? part.why.code : undefined
    }
    expect(await roleOf({ type1: '2' })).toBe('editingteacher')
    expect(await roleOf({ type1: '2', role1: 'teacher' })).toBe('teacher')
    expect(await roleOf({ type1: '9' })).toBe('RB-2003')
    expect(await roleOf({ type1: '9' }, { legacyRoles: { 9: 'manager' } })).toBe('manager')
  })

  test.each([
    [{ enroltimestart1: 'soon' }, 'RB-2011', 'enroltimestart1'],
    [{ enrolperiod1: 'ten' }, 'RB-3002', 'enrolperiod1'],
    [{ enrolperiod1: '999999' }, 'RB-3002', 'enrolperiod1'],
    [{ enrolstatus1: '2' }, 'RB-2003', 'enrolstatus1'],
  ])('is left out for %j, and the rest goes on', async (cells, code, field) => {
    expect(await partsOf({ course1: 'C1', ...cells, course2: 'C2' })).toMatchObject([
      { part: 'faulty', why: { code, field } },
      { part: 'membership', course: { value: 'C2' } },
    ])
  })

  test('is cohorts and roles, before enrolments', async () => {
    const row = { course1: 'C1', sysrole1: 'manager', sysrole2: '-coursecreator', cohort3: '12' }
    expect(await partsOf(row)).toMatchObject([
      { part: 'cohort', idnumber: '12', create: true },
      { part: 'role', role: 'manager', take: false },
      { part: 'role', role: 'coursecreator', take: true },
      { part: 'membership' },
    ])
    expect(await partsOf({ category1: 'SCI', categoryrole1: 'manager' })).toEqual([
      {
        part: 'role',
        role: 'manager',
        category: { idnumber: 'SCI' },
        take: false,
        columns: 'category1, categoryrole1',
      },
    ])
  })

  test('needs category and role together', async () => {
    for (const [column, lacking] of [
      ['category1', 'categoryrole1'],
      ['categoryrole1', 'category1'],
    ] as const) {
      expect(await partsOf({ [column]: 'x' })).toMatchObject([{ part: 'faulty', why: { field: lacking } }])
    }
  })
})

describe('the header', () => {
  const refusedFor = async (header: string) => {
    const { code, field } = await refusalOf(() => readAll(moodleUploadUsers, `${header}\n`))
    return [code, field]
  }

  test('is refused for a column that is not known or comes twice', async () => {
    expect(await refusedFor('username,shoesize')).toEqual(['RB-1304', 'shoesize'])
    expect(await refusedFor('username,')).toEqual(['RB-1304', ''])
    expect(await refusedFor('username,course')).toEqual(['RB-1304', 'course'])
    expect(await refusedFor('username,profile_field___proto__')).toEqual([
      'RB-1304',
      'profile_field___proto__',
    ])
    expect(await refusedFor('username,Username')).toEqual(['RB-1041', 'Username'])
    expect(await refusedFor('profile_field_a,profile_field_A')).toEqual(['RB-1041', 'profile_field_A'])
  })

  test('names the nearest column', async () => {
    const { message } = await refusalOf(() => readAll(moodleUploadUsers, 'username,firsname\n'))
    expect(message).toContain('Is firstname meant?')
  })

  test('may have columns of which nothing is kept, and says so', async () => {
    const { inspection } = await readAll(
      moodleUploadUsers,
      'username,phone1,mnethostid,htmleditor,rollbook_line\n',
    )
    expect(inspection.warnings.map(({ code, field }) => [code, field])).toEqual([
      ['RB-1305', 'mnethostid'],
      ['RB-1305', 'htmleditor'],
    ])
  })
})

describe('settings', () => {
  test('have the defaults of the reference', () => {
    const settings = moodleUploadUsers.settings({})
    expect(settings).toMatchObject({
      uploadType: 'addNew',
      updateType: 'none',
      defaults: {},
      standardiseUsernames: true,
      matchOnEmail: false,
      allowRenames: false,
      allowDeletes: false,
      allowSuspends: true,
      allowDuplicateEmails: false,
      newPassword: 'create',
      existingPassword: 'noChanges',
      forcePasswordChange: 'weak',
      legacyRoles: { 1: 'student', 2: 'editingteacher', 3: 'teacher' },
      delimiter: 'comma',
      encoding: 'utf-8',
    })
    expect(feedSettingsOf(settings)).toMatchObject({
      userFile: 'user.csv',
      courseFile: '',
      enrolmentFile: '',
    })
    expect(moodleUploadUsers.policy({ ...settings, allowDuplicateEmails: true }).allowDuplicateEmails).toBe(
      true,
    )
  })

  test.each([
    [{ uploadType: 'addnew' }, 'uploadType'],
    [{ delimiter: ',' }, 'delimiter'],
    [{ userFile: 'a/b.csv' }, 'userFile'],
    [{ courseFile: 'course.csv' }, 'courseFile'],
  ])('%j is refused', async (raw, field) => {
    expect(await refusalOf(() => moodleUploadUsers.settings(raw))).toMatchObject({ code: 'RB-8003', field })
  })
})
