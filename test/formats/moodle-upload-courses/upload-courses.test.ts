import { describe, expect, test } from 'vitest'
import type { CourseSync } from '../../../src/domain/sync-action.ts'
import { feedSettingsOf } from '../../../src/formats/feed-settings.ts'
import { moodleUploadCourses } from '../../../src/formats/moodle-upload-courses/format.ts'
import { refusalOf } from '../../support/read-file.ts'
import { readAll } from '../moodle-csv/read-all.ts'

/** What the one row of a file asks for, or the finding with which it is refused. */
async function asked(columns: Readonly<Record<string, string>>, settings: object = {}) {
  const quoted = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  const content = `${quoted(Object.keys(columns))}\n${quoted(Object.values(columns))}\n`
  const { records } = await readAll(moodleUploadCourses, content, settings)
  const { action, finding } = records[0]!
  return action ?? finding!
}

const sync = async (columns: Readonly<Record<string, string>>, settings: object = {}) =>
  (await asked(columns, settings)) as CourseSync

const refused = async (columns: Readonly<Record<string, string>>, settings: object = {}) => {
  const finding = await asked(columns, settings)
  return 'code' in finding ? [finding.code, finding.field] : finding
}

const C1 = { shortname: 'C1', fullname: 'Course 1' }
const UPDATE = { mode: 'createOrUpdate', updateMode: 'dataOnly' }
const DEFAULT_PLACE = { steps: [{ name: 'Cat 1' }], nested: true, ifMissing: 'reject', visible: true }

describe('a row of courses', () => {
  test('asks for a new course in the default mode', async () => {
    expect(
      await asked({ ...C1, idnumber: 'ID1' }, { defaults: { category: 'Cat 1', summary: 'S' } }),
    ).toEqual({
      kind: 'course',
      verb: 'sync',
      by: { field: 'shortname', value: 'C1' },
      values: { fullname: 'Course 1', idnumber: 'ID1' },
      whenNew: { summary: 'S' },
      place: DEFAULT_PLACE,
      contentOnly: true,
      lenient: ['theme'],
      ifKnown: 'reject',
      whyKnown: 'mode',
      ifUnknown: 'create',
    })
  })

  test.each([
    [{ mode: 'createAll' }, 'countUp', 'create'],
    [{ mode: 'createOrUpdate' }, 'reject', 'create'],
    [{ mode: 'updateOnly' }, 'reject', 'reject'],
    [{ mode: 'updateOnly', updateMode: 'dataOnly' }, 'update', 'reject'],
    [{ mode: 'createOrUpdate', updateMode: 'dataOrDefaults' }, 'update', 'create'],
    [{ mode: 'createOrUpdate', updateMode: 'missingOnly' }, 'fill', 'create'],
  ])('with %j leaves known and unknown courses to planning', async (settings, ifKnown, ifUnknown) => {
    expect(await asked(C1, settings)).toMatchObject({ ifKnown, ifUnknown })
  })

  test.each(['dataOrDefaults', 'missingOnly'])(
    'with %s has the defaults for known courses too',
    async (updateMode) => {
      const settings = { mode: 'updateOnly', updateMode, defaults: { summary: 'S', fullname: 'F' } }
      expect((await sync(C1, settings)).values).toEqual({ fullname: 'Course 1', summary: 'S' })
      expect((await sync(C1, { ...settings, updateMode: 'dataOnly' })).values).toEqual({
        fullname: 'Course 1',
      })
    },
  )

  test('leaves what its empty cells are about', async () => {
    const action = await sync(
      { ...C1, fullname: '', summary: '', visible: '', delete: '', rename: '' },
      UPDATE,
    )
    expect([action.values, action.renameTo]).toEqual([{}, undefined])
  })

  test('knows columns in any case and ignores others', async () => {
    const { values } = await sync({ ShortName: 'C1', FULLNAME: 'F', credits: '10' })
    expect(values).toEqual({ fullname: 'F' })
  })
})

describe('a short name', () => {
  const nameOf = async (columns: Readonly<Record<string, string>>, settings: object = {}) => {
    const action = await asked({ fullname: 'Ah bh Ch 01', idnumber: 'ID1', ...columns }, settings)
    return 'code' in action ? action.code : (action as CourseSync).by.value
  }

  test('comes from the template where it is empty or its column missing', async () => {
    expect(await nameOf({ shortname: '' }, { shortnameTemplate: '%i: %f' })).toBe('ID1: Ah bh Ch 01')
    expect(await nameOf({}, { shortnameTemplate: '[%+8f] = %-i' })).toBe('[AH BH CH] = id1')
    expect(await nameOf({ shortname: '0' }, { shortnameTemplate: '%i' })).toBe('0')
  })

  test('is refused where nothing makes one', async () => {
    expect(await nameOf({ shortname: '' })).toBe('RB-2001')
    expect(await nameOf({}, { mode: 'updateOnly', updateMode: 'dataOnly', shortnameTemplate: '%i' })).toBe(
      'RB-2001',
    )
    expect(await nameOf({ idnumber: '' }, { shortnameTemplate: '%i' })).toBe('RB-1342')
  })

  test('is short and plain text', async () => {
    expect(await nameOf({ shortname: 'X'.repeat(255) })).toHaveLength(255)
    expect(await nameOf({ shortname: 'X'.repeat(256) })).toBe('RB-2002')
    expect(await nameOf({ shortname: 'a <b>b</b>' })).toBe('RB-1343')
    expect(await nameOf({ shortname: 'a < b > c' })).toBe('a < b > c')
    expect(await nameOf({ fullname: '<script>' }, { shortnameTemplate: '%f' })).toBe('RB-1343')
  })
})

describe('a category', () => {
  const placeOf = async (columns: Readonly<Record<string, string>>, settings: object = UPDATE) => {
    const { place, moves } = await sync({ ...C1, ...columns }, settings)
    return [place?.steps, place?.nested, moves]
  }

  test('is named by id, else by id number, else by path', async () => {
    const all = { category: '7', category_idnumber: 'N', category_path: 'A / B/C' }
    expect(await placeOf(all)).toEqual([[{ id: 7 }], false, true])
    expect(await placeOf({ ...all, category: '' })).toEqual([[{ idnumber: 'N' }], false, true])
    const { category_path } = all
    expect(await placeOf({ category_path })).toEqual([[{ name: 'A' }, { name: 'B/C' }], true, true])
  })

  test('of the defaults is for new courses, and moves none', async () => {
    const defaults = { category: 'A/B \\/ C' }
    expect(await placeOf({}, { ...UPDATE, defaults })).toEqual([
      [{ name: 'A' }, { name: 'B / C' }],
      true,
      undefined,
    ])
    expect(await placeOf({}, UPDATE)).toEqual([undefined, undefined, undefined])
  })

  test('must be there for filling as well', async () => {
    const settings = { mode: 'createOrUpdate', updateMode: 'missingOnly' }
    expect(await placeOf({ category: '7' }, settings)).toEqual([[{ id: 7 }], false, true])
  })
})

describe('a removal', () => {
  test('is asked for where the feed allows it, and nothing else of the row', async () => {
    expect(await asked({ ...C1, delete: '1', visible: 'bad' }, { ...UPDATE, allowDeletes: true })).toEqual({
      kind: 'course',
      verb: 'end',
      by: { field: 'shortname', value: 'C1' },
      how: 'delete',
      ifUnknown: 'reject',
    })
  })

  test('is refused where it does not, and where it is no 1', async () => {
    expect(await refused({ ...C1, delete: '1' }, UPDATE)).toEqual(['RB-1341', 'delete'])
    expect(await refused({ ...C1, delete: 'yes' }, { ...UPDATE, allowDeletes: true })).toEqual([
      'RB-2003',
      'delete',
    ])
    expect(await asked({ ...C1, delete: '0' }, UPDATE)).toMatchObject({ verb: 'sync' })
  })
})

describe('a new short name', () => {
  const allowed = { ...UPDATE, allowRenames: true }

  test('is asked for of known courses alone', async () => {
    expect(await asked({ ...C1, rename: 'C2' }, allowed)).toMatchObject({
      renameTo: 'C2',
      values: { fullname: 'Course 1' },
      ifKnown: 'update',
      ifUnknown: 'reject',
    })
  })

  test.each([
    [{ ...UPDATE }, 'allowRenames'],
    [{ mode: 'createNew', allowRenames: true }, '"mode"'],
    [{ mode: 'createAll', allowRenames: true }, '"mode"'],
    [{ mode: 'updateOnly', allowRenames: true }, 'updateMode'],
  ])('is refused with %j', async (settings, named) => {
    const finding = await asked({ ...C1, rename: 'C2' }, settings)
    expect(finding).toMatchObject({ code: 'RB-1341', field: 'rename', value: 'C1' })
    expect((finding as { message: string }).message).toContain(named)
  })

  test('is plain text', async () => {
    expect(await refused({ ...C1, rename: '<i>' }, allowed)).toEqual(['RB-1343', 'rename'])
  })
})

describe('a reset', () => {
  const allowed = { ...UPDATE, allowResets: true }

  test('is asked for of known courses alone', async () => {
    expect(await asked({ ...C1, reset: '1' }, allowed)).toMatchObject({ reset: true, ifUnknown: 'reject' })
    expect(await sync({ ...C1, reset: '0' }, allowed)).not.toHaveProperty('reset')
  })

  test('of every updated course leaves new ones alone', async () => {
    expect(await asked(C1, { ...UPDATE, reset: true })).toMatchObject({ reset: true, ifUnknown: 'create' })
    expect(await sync(C1, { mode: 'createAll', reset: true })).not.toHaveProperty('reset')
  })

  test('is refused where the feed does not allow it or makes courses only', async () => {
    expect(await refused({ ...C1, reset: '1' }, UPDATE)).toEqual(['RB-1341', 'reset'])
    expect(await refused({ ...C1, reset: '1' }, { allowResets: true })).toEqual(['RB-1341', 'reset'])
    expect(await refused({ ...C1, reset: 'x' }, allowed)).toEqual(['RB-2003', 'reset'])
  })
})

describe('values', () => {
  test('are dates in any of many forms, for planning in one', async () => {
    const { values } = await sync({ ...C1, startdate: '8 June 1990', enddate: '6/9/1990' })
    expect(values).toMatchObject({ startdate: '1990-06-08', enddate: '1990-06-09' })
  })

  test.each([
    [{ startdate: 'soon' }, 'RB-2011', 'startdate'],
    [{ startdate: '8 June 1990', enddate: '7 June 1990' }, 'RB-1344', 'enddate'],
    [{ visible: '2' }, 'RB-2003', 'visible'],
    [{ visible: 'yes' }, 'RB-2003', 'visible'],
    [{ backupfile: '/b.mbz' }, 'RB-1345', 'backupfile'],
  ])('such as %j are refused', async (columns, code, field) => {
    expect(await refused({ ...C1, ...columns })).toEqual([code, field])
  })

  test('of the defaults are judged too', async () => {
    expect(await refused(C1, { defaults: { visible: 'no' } })).toEqual(['RB-2003', 'visible'])
  })

  test('with an end need a start for a new course', async () => {
    expect((await sync({ ...C1, enddate: '2024-01-01' })).needs).toEqual(['startdate'])
    expect((await sync(C1)).needs).toBeUndefined()
  })
})

describe('a template', () => {
  test('is the row’s own, or that of the feed for new courses', async () => {
    expect(await sync({ ...C1, templatecourse: 'T' }, { templateCourse: 'U' })).toMatchObject({
      values: { link: 'T' },
      whenNew: { link: 'U' },
    })
  })
})

describe('enrolment methods', () => {
  const of = (columns: Readonly<Record<string, string>>) => sync({ ...C1, ...columns }, UPDATE)

  test('open and close manual enrolment and guest access', async () => {
    expect(
      await of({ enrolment_1: 'manual', enrolment_2: 'guest', enrolment_2_password: 'pw' }),
    ).toMatchObject({
      manual: true,
      guest: { enabled: true, password: 'pw' },
    })
    const closed = await of({
      enrolment_1: 'manual',
      enrolment_1_disable: '1',
      enrolment_2: 'Guest',
      enrolment_2_disable: '1',
    })
    expect(closed).toMatchObject({ manual: false, guest: { enabled: false } })
    expect(await of({ enrolment_1: 'guest', enrolment_1_delete: '1' })).toMatchObject({ guest: null })
    const none = await of({})
    for (const field of ['manual', 'guest', 'methods', 'roles', 'notice']) {
      expect(none).not.toHaveProperty(field)
    }
  })

  test('are kept with their settings, several of cohorts and courses by what they take people from', async () => {
    const { methods, sources } = await of({
      enrolment_1: 'Self',
      enrolment_1_enrolperiod: '4 weeks',
      enrolment_1_startdate: '3 Oct 2012',
      enrolment_1_customint6: '1',
      enrolment_2: 'cohort',
      enrolment_2_cohortidnumber: 'K1',
      enrolment_2_disable: '1',
      enrolment_3: 'meta',
      enrolment_3_metacoursename: 'C9',
      enrolment_4: 'meta',
      enrolment_4_metacoursename: 'C8',
      enrolment_4_delete: '1',
      enrolment_5: '',
      enrolment_6: 'manual',
      enrolment_6_enrolperiod: '86400',
    })
    expect(methods).toEqual({
      enrolment_self: { status: 'on', enrolperiod: '2419200', startdate: '2012-10-03', customint6: '1' },
      'enrolment_cohort:K1': { status: 'off', cohortidnumber: 'K1' },
      'enrolment_meta:C9': { status: 'on', metacoursename: 'C9' },
      'enrolment_meta:C8': null,
      enrolment_manual: { enrolperiod: '86400' },
    })
    expect(sources).toEqual([{ column: 'enrolment_3_metacoursename', shortname: 'C9' }])
  })

  test('of which the key is not kept are told', async () => {
    const { notice, methods } = await of({ enrolment_1: 'self', enrolment_1_password: 'S3cret' })
    expect(notice).toMatchObject({ code: 'RB-1346', value: 'self' })
    expect(JSON.stringify({ notice, methods })).not.toContain('S3cret')
  })

  test.each([
    ['paypal', {}, 'RB-1348', 'enrolment_1'],
    ['self', { enrolment_1_startdate: 'soon' }, 'RB-2011', 'enrolment_1_startdate'],
    ['self', { enrolment_1_enrolperiod: '4 moons' }, 'RB-1349', 'enrolment_1_enrolperiod'],
    ['self', { enrolment_1_enrolperiod: '9999999999' }, 'RB-1349', 'enrolment_1_enrolperiod'],
    [
      'self',
      { enrolment_1_startdate: '2024-02-01', enrolment_1_enddate: '2024-01-31' },
      'RB-1344',
      'enrolment_1_enddate',
    ],
  ])('%s with %j refuses the row', async (enrolment_1, columns, code, field) => {
    expect(await refused({ ...C1, enrolment_1, ...columns }, UPDATE)).toEqual([code, field])
  })

  test('name roles, as columns of role names do', async () => {
    const { roles, values } = await of({
      enrolment_1: 'self',
      enrolment_1_role: 'teacher',
      role_student: 'Pupil',
      role_x: '',
    })
    expect(roles).toEqual([
      { column: 'role_student', shortname: 'student' },
      { column: 'enrolment_1_role', shortname: 'teacher' },
    ])
    expect(values).toMatchObject({ role_student: 'Pupil' })
    expect(values).not.toHaveProperty('role_x')
  })
})

describe('the header', () => {
  test('is refused for a column that comes twice', async () => {
    const read = readAll(moodleUploadCourses, 'shortname,fullname,FullName\n')
    expect(await refusalOf(() => read)).toMatchObject({ code: 'RB-1041', field: 'FullName' })
  })

  test('has a warning for each column of which nothing is kept', async () => {
    const header = 'shortname,fullnam,credits,tags,customfield_x,enrolment_1,rollbook_code'
    const { inspection } = await readAll(moodleUploadCourses, `${header}\n`)
    expect(inspection.warnings.map(({ code, field }) => [code, field])).toEqual([
      ['RB-1046', 'fullnam'],
      ['RB-1045', 'credits'],
    ])
  })
})

describe('settings', () => {
  test('have the defaults of the reference', () => {
    const settings = moodleUploadCourses.settings({})
    expect(settings).toMatchObject({
      mode: 'createNew',
      updateMode: 'nothing',
      defaults: {},
      allowDeletes: false,
      allowRenames: false,
      allowResets: false,
      reset: false,
      shortnameTemplate: '',
      templateCourse: '',
      delimiter: 'comma',
      encoding: 'utf-8',
    })
    expect(feedSettingsOf(settings)).toMatchObject({
      courseFile: 'course.csv',
      userFile: '',
      enrolmentFile: '',
    })
  })

  test('refuse defaults for what a course has not', async () => {
    const read = (defaults: object) => refusalOf(() => moodleUploadCourses.settings({ defaults }))
    expect(await read({ sumary: 'x' })).toMatchObject({ code: 'RB-8002', field: 'defaults.sumary' })
    expect((await read({ shortname: 'x' })).code).toMatch(/^RB-800[12]$/)
    expect(await read({ summary: 1 })).toMatchObject({ code: 'RB-8003', field: 'defaults.summary' })
  })
})
