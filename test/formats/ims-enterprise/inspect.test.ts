import { describe, expect, test } from 'vitest'
import { imsEnterprise } from '../../../src/formats/ims-enterprise/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'

const PERSON = '<person><sourcedid><id>1</id></sourcedid></person>'
const GROUP = '<group><sourcedid><id>G</id></sourcedid></group>'
const TARGET = '<properties><target>Other</target><target> Rollbook </target></properties>'

async function inspected(contents: readonly string[], raw: object = {}) {
  const files = contents.map((content) => bytesFile(content))
  return imsEnterprise.inspectAll!(files, imsEnterprise.settings(raw))
}

const enterprise = (content: string) => `<enterprise>${content}</enterprise>`

describe('looking at an IMS Enterprise file', () => {
  test('finds a part for each kind of record that is there, and counts them', async () => {
    const parts = await inspected([enterprise(PERSON + GROUP + PERSON), enterprise(GROUP)])
    expect(parts.map(({ file, inspection }) => [file, inspection?.kind, inspection?.records])).toEqual([
      [0, 'user', 2],
      [0, 'course', 1],
      [1, 'course', 1],
    ])
  })

  test('finds one part without records in a file that holds none', async () => {
    expect(await inspected([enterprise('')])).toMatchObject([{ file: 0, inspection: { records: 0 } }])
  })

  test('refuses a damaged file and takes the others', async () => {
    const parts = await inspected([`<enterprise>${PERSON}`, enterprise(PERSON)])
    expect(parts).toMatchObject([
      { file: 0, finding: { code: 'RB-1106' } },
      { file: 1, inspection: { records: 1 } },
    ])
  })

  test('tells what is odd about it once, with its first part', async () => {
    const parts = await inspected([`<ENTERPRISE>${PERSON}${GROUP}</ENTERPRISE>`])
    expect(parts.map(({ inspection }) => inspection?.warnings.map(({ code }) => code))).toEqual([
      ['RB-1131'],
      [],
    ])
  })

  test('refuses one that is meant for another system, wherever it says so', async () => {
    const raw = { restrictTarget: 'ROLLBOOK' }
    expect(await inspected([enterprise(PERSON + TARGET)], raw)).toMatchObject([
      { inspection: { records: 1 } },
    ])
    const [part] = await inspected([enterprise(PERSON + TARGET)], { restrictTarget: 'elsewhere' })
    expect(part).toMatchObject({ finding: { code: 'RB-1150' } })
    expect(part!.finding!.message).toContain('"Other"')
    expect(await inspected([enterprise(PERSON)], raw)).toMatchObject([{ finding: { code: 'RB-1150' } }])
  })

  test('refuses all when id numbers of categories have no separator', async () => {
    const work = () =>
      imsEnterprise.inspect(bytesFile(enterprise(GROUP)), imsEnterprise.settings({ categoryIdNumber: true }))
    expect(await refusalOf(work)).toMatchObject({ code: 'RB-1151', field: 'categorySeparator' })
  })
})

describe('the settings of an IMS Enterprise feed', () => {
  test.each([
    [{ roleMap: { '09': 'student' } }],
    [{ roleMap: { '01': '' } }],
    [{ truncateCourseCodes: -1 }],
    [{ courseMap: { shortname: 'ignore' } }],
    [{ defaultCategory: 'A//B' }],
    [{ fileLocation: 'no-folder.xml' }],
    [{ createUsers: true }],
  ])('refuse %j', async (raw) => {
    expect((await refusalOf(() => imsEnterprise.settings(raw))).code).toMatch(/^RB-800[1-4]$/)
  })

  test('lay a role map over the default, and take the file location apart', () => {
    expect(imsEnterprise.settings({ roleMap: { '05': 'manager', '01': null } })).toMatchObject({
      roleMap: { '01': null, '02': 'editingteacher', '05': 'manager' },
      importPath: '1',
      userFile: 'imsenterprise-enrol.xml',
    })
  })
})
