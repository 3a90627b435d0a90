import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import type { Format } from '../../../src/formats/format.ts'
import { formatNamed } from '../../../src/formats/registry.ts'
import { mutate } from '../mutations.ts'
import { readAll } from './read-all.ts'

const MUTANTS_EACH = 700

const SEEDLINGS: readonly [format: string, settings: object, content: string][] = [
  [
    'moodle-flatfile',
    { roleAliases: { student: 'Learner' } },
    'add,learner,u1,c1,0,4102444800\r\n\r\ndel;teacher;čtvrtý;c2\r\n"add","teacher","Lee, Ann","c1"\r\n\'add\',\'x\',\'u2\',\'c2\'',
  ],
  [
    'moodle-upload-users',
    { uploadType: 'addAll', defaults: { email: '%u@example.org', username: '%-1f%-l' }, matchOnEmail: false },
    [
      'username,firstname,lastname,password,course1,role1,enroltimestart1,group1,cohort2,deleted,profile_field_team',
      'ann,Zoë,"Smith, Jr.",Passw0rd!x,C1,teacher,2 Jan 2020,Lab A,,0,red',
      ',"Bob ""Bobby""",李,,,,,,ASD,,"two\nlines"',
      'guest,a,b,,C2,,soon,,,1,',
      '',
    ].join('\n'),
  ],
  [
    'moodle-upload-courses',
    {
      mode: 'createOrUpdate',
      updateMode: 'dataOrDefaults',
      shortnameTemplate: '%i: %~3f',
      allowDeletes: true,
    },
    [
      'shortname,fullname,idnumber,category_path,startdate,visible,delete,enrolment_1,enrolment_1_role',
      'C1,Course 1,ID1,Arts / History,8 June 1990,1,,manual,student',
      ',"Course ""2""",ID2,,2024-09-01 08:30,0,0,self,',
      'C3,,,,,,1,,',
    ].join('\r'),
  ],
]

describe.each(SEEDLINGS)('damaged files of %s', (name, raw, seedling) => {
  const format = formatNamed(name)

  test('are read whole when they are not damaged', async () => {
    const { records } = await readAll(format, seedling, raw)
    expect(records.map(({ finding }) => finding?.code ?? 'action')).toContain('action')
    expect(records.length).toBeGreaterThan(2)
  })

  test('are refused whole or read whole, each record an action or a finding', async () => {
    const bytes = Buffer.from(seedling)
    for (let seed = 1; seed <= MUTANTS_EACH; seed++) {
      const settings = { ...raw, encoding: seed % 3 === 0 ? 'detect' : 'utf-8' }
      const problem = await problemOf(format, mutate(bytes, seed), settings)
      expect(problem, `seed ${seed}, ${settings.encoding}`).toBeNull()
    }
  })
})

/** What must never happen with any file, or null. */
async function problemOf(format: Format, bytes: Uint8Array, settings: object): Promise<string | null> {
  try {
    const { inspection, records } = await readAll(format, bytes, settings, 3)
    if (records.length !== inspection.records) {
      return `${records.length} records, ${inspection.records} counted`
    }
    let line = 0
    for (const record of records) {
      if (record.line <= line) return `line ${record.line} after line ${line}`
      line = record.line
      if ((record.action === undefined) === (record.finding === undefined)) return `line ${line} is no record`
    }
    return null
  } catch (error) {
    return error instanceof RollbookError ? null : `${error}`
  }
}
