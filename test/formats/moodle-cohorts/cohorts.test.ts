import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import { moodleCohorts } from '../../../src/formats/moodle-cohorts/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

async function read(content: string, raw: object = {}) {
  const settings = moodleCohorts.settings(raw)
  const file = bytesFile(content)
  const inspection = await moodleCohorts.inspect(file, settings)
  const records = []
  for await (const batch of moodleCohorts.records(file, inspection, settings, 2)) records.push(...batch)
  return { inspection, records }
}

describe('a file of cohorts', () => {
  test('knows a cohort by its id number, and one without by its name', async () => {
    const { records } = await read('name,idnumber\nStaff,s-1\nBoard,\n')
    expect(records.map(({ line, key }) => [line, key])).toEqual([
      [2, 'i:s-1'],
      [3, 'n:Board'],
    ])
  })

  test('warns of columns of which nothing is kept, and of unknown ones with the nearest name', async () => {
    const { inspection } = await read('name,Theme,context id,descripton,x\nA,,,,\n')
    expect(inspection.warnings.map(({ code, field }) => [code, field])).toEqual([
      ['RB-1305', 'Theme'],
      ['RB-1305', 'context id'],
      ['RB-1046', 'descripton'],
      ['RB-1045', 'x'],
    ])
  })

  test('passes over the columns of rejects', async () => {
    const { inspection, records } = await read('name,idnumber,rollbook_line,rollbook_code\nA,1,2,RB-2413\n')
    expect(inspection.warnings).toEqual([])
    expect(records).toMatchObject([{ key: 'i:1' }])
  })

  test.each([
    ['name,category_id,Category ID\nA,1,2\n', 'RB-1041'],
    ['idnumber,description\n1,A\n', 'RB-1042'],
    ['name,idnumber\nA,1,x\n', 'RB-1301'],
    ['name\nA\n', 'RB-1302'],
    ['', 'RB-1002'],
  ])('is refused: %j', async (content, code) => {
    await expect(read(content)).rejects.toMatchObject({ finding: { code } })
  })

  test('is refused when it was sent as a file of users', async () => {
    const file = { ...bytesFile('name,idnumber\nA,1\n'), kind: 'user' as const }
    const settings = moodleCohorts.settings({})
    await expect(moodleCohorts.inspect(file, settings)).rejects.toMatchObject({
      finding: { code: 'RB-1303' },
    })
  })

  test.each([{ mode: 'createAll' }, { defaultContext: '//' }, { modes: 'createNew' }])(
    'has settings that refuse %j',
    (raw) => {
      expect(() => moodleCohorts.settings(raw)).toThrow(RollbookError)
    },
  )
})
