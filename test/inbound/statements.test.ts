import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileKind } from '../../src/domain/action.ts'
import { outcomes, resultOf } from './run-result.ts'
import { anotherOrganisation, importFiles, type Sent, type TestHub, testHub } from './test-hub.ts'

const SMALL = 10
const LARGE = 2_000

const SETTINGS = {
  createGroupsAndGroupings: true,
  // Each file ends all there is, which the guard would hold.
  guard: { deletions: { percent: null }, unenrolments: { percent: null } },
  newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%fullname%%</p>' },
  newEnrolmentEmail: {
    ...{ enabled: true, from: 'teacher', subject: 'Enrolled', template: '<p>%%course_fullname%%</p>' },
  },
}

let statements: string[] = []
let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub({ onStatement: (sql) => void statements.push(sql) })
})
afterAll(() => home[Symbol.asyncDispose]())

/** One import of several in turn: a row of its file, what becomes of each, and the most statements of its chunk. */
type Step = readonly [name: string, row: (i: number) => string, outcome: string, most: number]

const KINDS: readonly [FileKind, columns: string, readonly Step[]][] = [
  [
    'user',
    'username,password,firstname,lastname,email,city,idnumber',
    [
      ['first', (i) => `create,u${i},Passw0rd!x,F${i},L${i},u${i}@example.org,Leeds,N${i}`, 'created', 16],
      [
        'unchanged',
        (i) => `create,u${i},Passw0rd!x,F${i},L${i},u${i}@example.org,Leeds,N${i}`,
        'unchanged',
        12,
      ],
      ['changed', (i) => `update,u${i},,F${i},L${i},u${i}@example.org,York,`, 'updated', 20],
      ['by number', (i) => `update,,,,,,Bath,N${i}`, 'updated', 21],
      // The first half changes what the second half is about, which was as last applied until then.
      ['overtaken', (i) => (i % 2 ? `update,,,,,,Bath,N${i - 1}` : `update,u${i},,,,,York,`), 'updated', 24],
      ['refused', (i) => `update,nobody${i},,F${i},L${i},,York,`, 'rejected', 14],
      ['deleted', (i) => `delete,u${i},,,,,,`, 'deleted', 24],
    ],
  ],
  [
    'course',
    'shortname,fullname,category,summary',
    [
      ['first', (i) => `create,C${i},Course ${i},Faculty ${i % 5}/School ${i % 7},S`, 'created', 18],
      ['unchanged', (i) => `create,C${i},Course ${i},Faculty ${i % 5}/School ${i % 7},S`, 'unchanged', 12],
      [
        'changed',
        (i) => `update,C${i},Course ${i} anew,Faculty ${i % 5},${i % 2 ? 'S' : 'T'}`,
        'updated',
        19,
      ],
      ['refused', (i) => `update,D${i},,,`, 'rejected', 13],
      ['deleted', (i) => `delete,C${i},,,`, 'deleted', 25],
    ],
  ],
  [
    'enrolment',
    'username,context,instance,role,group,grouping,status',
    [
      ['first', (i) => `create,p${i},course,B${i % 5},student,G${i % 3},H${i % 2},`, 'enrolled', 33],
      ['unchanged', (i) => `create,p${i},course,B${i % 5},student,G${i % 3},H${i % 2},`, 'unchanged', 13],
      ['changed', (i) => `update,p${i},course,B${i % 5},,G${i % 4},,suspended`, 'updated', 31],
      ['refused', (i) => `create,nobody${i},course,B1,student,,,`, 'rejected', 16],
      ['deleted', (i) => `delete,p${i},course,B${i % 5},student,,,`, 'unenrolled', 26],
    ],
  ],
]

describe.each(KINDS)('a chunk of %s records', (kind, columns, steps) => {
  test(`takes as many statements for ${LARGE} as for ${SMALL}`, async () => {
    const small = await countEach(SMALL, kind, columns, steps)
    const large = await countEach(LARGE, kind, columns, steps)
    expect(large).toEqual(small)
    for (const [name, , , most] of steps) expect(small[name], name).toBeLessThanOrEqual(most)
  })
})

/** Statements of the chunk of each step, by the step's name; each step is an import of `size` records. */
async function countEach(size: number, kind: FileKind, columns: string, steps: readonly Step[]) {
  const own = { hub: home.hub, defaults: await anotherOrganisation(home.hub.store, `${kind}-${size}`) }
  if (kind === 'enrolment') await importFiles(own, peopleAndCourses(size))
  const counts: Record<string, number> = {}
  for (const [name, row, outcome] of steps) {
    const content = [`action,${columns}`, ...rows(size, row), ''].join('\n')
    statements = []
    const runId = await importFiles(own, [{ name: 'file.csv', content, kind }], SETTINGS)
    counts[name] = statementsOfChunk()
    expect(new Set(outcomes(await resultOf(own, runId))), name).toEqual(new Set([outcome]))
  }
  return counts
}

/** Those of the transaction that logs, without the making of staging tables: a connection does that once. */
function statementsOfChunk(): number {
  const end = statements.findIndex((sql) => sql.includes('insert into run_log_block'))
  const from = statements.lastIndexOf('begin', end)
  const to = statements.indexOf('commit', end)
  return statements.slice(from, to + 1).filter((sql) => !/create temp table|grant all on pg_temp/.test(sql))
    .length
}

function peopleAndCourses(size: number): Sent[] {
  const people = rows(size, (i) => `create,p${i},Passw0rd!x,F${i},L${i},p${i}@example.org,Leeds`)
  const courses = rows(5, (i) => `create,B${i},Course ${i},Science`)
  return [
    {
      name: 'user.csv',
      content: ['action,username,password,firstname,lastname,email,city', ...people].join('\n'),
    },
    { name: 'course.csv', content: ['action,shortname,fullname,category', ...courses].join('\n') },
  ]
}

function rows(size: number, row: (i: number) => string): string[] {
  return Array.from({ length: size }, (_, i) => row(i))
}
