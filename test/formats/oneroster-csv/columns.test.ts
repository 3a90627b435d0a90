import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow } from '../../../src/formats/csv/writer.ts'
import { columnsOf, tableNames } from '../../../src/formats/oneroster-csv/tables.ts'
import { HEADERS, HEADERS_1_2, packageOf } from './packages.ts'
import { onlyRecord } from './read-package.ts'

const COLUMNS = HEADERS['users']!.split(',')

/** Values that are good in some column and bad in others. */
const cell = fc.constantFrom(
  '',
  'u1',
  'true',
  'FALSE',
  'student',
  's1',
  's1,s2',
  '09',
  '2024-09-01',
  'Zoë "Z"',
  ' x ',
)

test('the order of columns and further ones make no difference to what a row asks for', async () => {
  const shuffled = fc.shuffledSubarray([...COLUMNS, 'metadata.colour'], { minLength: COLUMNS.length + 1 })
  const row = fc.record(Object.fromEntries([...COLUMNS, 'metadata.colour'].map((name) => [name, cell])))
  await fc.assert(
    fc.asyncProperty(shuffled, row, async (order, values) => {
      const read = async (columns: readonly string[]) => {
        const header = { ...HEADERS, users: columns.join(',') }
        const line = csvRow(columns.map((name) => values[name]!))
        const { action, finding } = await onlyRecord(
          packageOf({ users: [line] }, { headers: header }),
          'users.csv',
        )
        return { action, code: finding?.code }
      }
      const moved = await read(order)
      const straight = await read(COLUMNS)
      expect(moved.action).toEqual(straight.action)
      expect(moved.code === undefined).toBe(straight.code === undefined)
    }),
    { numRuns: 100 },
  )
})

test('the tables have the columns of the standard in its order', () => {
  for (const [version, headers] of [
    ['1.1', HEADERS],
    ['1.2', HEADERS_1_2],
  ] as const) {
    for (const [table, header] of Object.entries(headers)) {
      expect(
        columnsOf(version, table)
          ?.map(({ name }) => name)
          .join(','),
        `${version} ${table}`,
      ).toBe(header)
    }
  }
})

test('the versions have the files of the standard', () => {
  expect(tableNames('1.1').sort()).toEqual(
    [
      'academicSessions',
      'categories',
      'classResources',
      'classes',
      'courseResources',
      'courses',
      'demographics',
      'enrollments',
      'lineItems',
      'orgs',
      'resources',
      'results',
      'users',
    ].sort(),
  )
  expect(
    tableNames('1.2')
      .filter((name) => !tableNames('1.1').includes(name))
      .sort(),
  ).toEqual([
    'lineItemLearningObjectiveIds',
    'lineItemScoreScales',
    'resultLearningObjectiveIds',
    'resultScoreScales',
    'roles',
    'scoreScales',
    'userProfiles',
    'userResources',
  ])
})
