import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withLineFeeds } from '../../../src/formats/moodle-csv/line-feeds.ts'
import { moodleUploadCourses } from '../../../src/formats/moodle-upload-courses/format.ts'
import { moodleUploadUsers } from '../../../src/formats/moodle-upload-users/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'
import { readAll } from './read-all.ts'

const HEADER = 'username,firstname,lastname,email'
const ROW = 'ann,Ann,Lee,a@x.org'

const refusedAs = async (content: string, settings: object = {}) => {
  const { code } = await refusalOf(() => readAll(moodleUploadUsers, content, settings))
  return code
}

describe('an upload', () => {
  test.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['colon', ':'],
    ['tab', '\t'],
  ])('separated by %s is read as the feed says', async (delimiter, sign) => {
    const content = `${HEADER}\n${ROW}\n`.replaceAll(',', sign)
    const { inspection, records } = await readAll(moodleUploadUsers, content, { delimiter })
    expect(inspection).toMatchObject({ separator: sign, records: 1, blankLines: 0 })
    expect(records[0]!.action).toMatchObject({ by: { value: 'ann' }, values: { email: 'a@x.org' } })
  })

  test('takes every line end for one, and counts lines by them', async () => {
    const { records } = await readAll(
      moodleUploadUsers,
      `${HEADER}\r${ROW}\r\n\r\nbob,Bob,"Le\re",b@x.org\rcy,Cy,Lee,c@x.org\n`,
    )
    expect(records.map(({ line }) => line)).toEqual([2, 4, 6])
    expect(records[1]!.action).toMatchObject({ values: { lastname: 'Le\ne' } })
  })

  test('trims its values', async () => {
    const { records } = await readAll(moodleUploadUsers, `${HEADER}\n ann , Ann B ,Lee,a@x.org\n`)
    expect(records[0]!.action).toMatchObject({ by: { value: 'ann' }, values: { firstname: 'Ann B' } })
  })

  test('with a header alone asks for nothing', async () => {
    const { inspection, records } = await readAll(moodleUploadCourses, 'shortname,fullname')
    expect([inspection.records, records]).toEqual([0, []])
  })

  test('is refused whole for a line that does not fit the header, by its line', async () => {
    const finding = await refusalOf(() => readAll(moodleUploadUsers, `${HEADER}\n${ROW}\n\nbob,Bob\n${ROW}`))
    expect(finding).toMatchObject({ code: 'RB-1301' })
    expect(finding.message).toContain('Line 4 has 2 cells, but the header has 4 columns')
    expect(await refusedAs(`${HEADER}\n${ROW},more\n`)).toBe('RB-1301')
  })

  test('is refused when it is empty or has one column', async () => {
    expect(await refusedAs('')).toBe('RB-1002')
    expect(await refusedAs('\n\n')).toBe('RB-1002')
    expect(await refusedAs('username\nann\n')).toBe('RB-1302')
    expect(await refusedAs(`${HEADER}\n${ROW}\n`, { delimiter: 'tab' })).toBe('RB-1302')
  })

  test('is refused for a header with a quoting mistake or with too many columns', async () => {
    expect(await refusedAs('"user"name,firstname\n')).toBe('RB-1044')
    expect(await refusedAs(`${'a,'.repeat(1001)}b\n`)).toBe('RB-1023')
  })

  test('refuses a row with a quoting mistake alone', async () => {
    const { records } = await readAll(
      moodleUploadUsers,
      `${HEADER}\nann,A"nn,Lee,a@x.org\nann,"A"nn,Lee,a@x.org\nann,A\u001fnn,Lee,a@x.org\n${ROW}\n`,
    )
    expect(records.map(({ finding }) => finding?.code)).toEqual(['RB-1027', 'RB-1026', 'RB-1028', undefined])
    expect(records[0]!.finding).toMatchObject({ field: 'firstname' })
  })

  test('of another kind than it was sent as is refused', async () => {
    const file = bytesFile('shortname,fullname\n', 'user')
    const looked = moodleUploadCourses.inspect(file, moodleUploadCourses.settings({}))
    expect(await refusalOf(() => looked)).toMatchObject({ code: 'RB-1303' })
  })

  test('may have an encoding that is guessed, and says so', async () => {
    const bytes = Buffer.from(`${HEADER}\nann,Ann,Müller,a@x.org\nbob,Jürgen,Größe,b@x.org\n`, 'latin1')
    const { inspection, records } = await readAll(moodleUploadUsers, bytes, { encoding: 'detect' })
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['RB-1008'])
    expect(records[0]!.action).toMatchObject({ values: { lastname: 'Müller' } })
  })
})

describe('line ends', () => {
  test('are the same wherever the text is cut', async () => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', '\r', '\n', '"') }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(pieces, async (texts) => {
        let read = ''
        for await (const text of withLineFeeds(each(texts))) read += text
        expect(read).toBe(texts.join('').replace(/\r\n|\r/g, '\n'))
      }),
    )
  })
})

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts
}
