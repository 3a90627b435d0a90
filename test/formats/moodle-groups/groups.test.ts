import { describe, expect, test } from 'vitest'
import { understood } from '../../../src/cli/check/understood.ts'
import { moodleGroups } from '../../../src/formats/moodle-groups/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

async function read(content: string, raw: object = {}) {
  const settings = moodleGroups.settings(raw)
  const file = bytesFile(content)
  const inspection = await moodleGroups.inspect(file, settings)
  const records = []
  for await (const batch of moodleGroups.records(file, inspection, settings, 2)) records.push(...batch)
  return { inspection, records }
}

describe('a file of groups', () => {
  test('keeps groups of one name in different courses apart', async () => {
    const { records } = await read('groupname,coursename,idnumber\nRed,C1,\nRed,C2,\nRed,,C1\n')
    expect(new Set(records.map(({ key }) => key)).size).toBe(3)
  })

  test('takes an enrolment key for a password, which no check shows', async () => {
    const { inspection, records } = await read('groupname,coursename,EnrolmentKey\nRed,C1,s3cret\nBlue,C1,\n')
    expect(inspection.warnings).toEqual([])
    expect(JSON.stringify(inspection)).not.toContain('s3cret')
    expect(records).toMatchObject([{ action: { password: 's3cret', values: {} } }, { action: {} }])
    expect(records[1]!.action).not.toHaveProperty('password')
    const shown = understood(2, records[0]!.action!)
    expect(shown.fields).toMatchObject({ name: 'Red', password: '(hidden)' })
    expect(JSON.stringify(shown)).not.toContain('s3cret')
  })

  test('has no place for conversations, and says so', async () => {
    const { inspection } = await read('groupname,coursename,EnableMessaging\nRed,C1,1\n')
    expect(inspection.warnings).toMatchObject([{ code: 'RB-1305', field: 'EnableMessaging' }])
  })

  test('names all that a row lacks', async () => {
    const { records } = await read('groupname,coursename,description\n,,x\n')
    expect(records).toMatchObject([{ line: 2, finding: { code: 'RB-2001', field: 'groupname, coursename' } }])
  })

  test.each([
    ['groupname,coursename,GROUPNAME\nA,C1,B\n', 'RB-1041'],
    ['coursename,description\nC1,A\n', 'RB-1042'],
    ['groupname,coursename\nA\n', 'RB-1301'],
  ])('is refused: %j', async (content, code) => {
    await expect(read(content)).rejects.toMatchObject({ finding: { code } })
  })
})
