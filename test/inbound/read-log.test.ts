import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { logCsv, logNdjson } from '../../src/inbound/log-csv.ts'
import { type LogEntry, type LogFilter, readLog } from '../../src/inbound/read-log.ts'
import { readPlainCsv } from '../support/plain-csv.ts'
import { refused } from '../support/refused.ts'
import { anotherOrganisation, importFiles, send, testHub } from './test-hub.ts'

const USERS = `action,username,password,firstname,lastname,email,city,idnumber
create,Ann,Secret!23,Ann,Archer,ann@example.org,Cork,1
create,bob,Secret!23,Bob,Baker,bob@example.org,Cork,2
create,cyd,short,Cyd,Carter,cyd@example.org,Cork,3
Create,dan,Secret!23,Dan,Dyer,dan@example.org,Cork,4
update,,,,,ann@example.org,Bray,
`
const COURSES = `action,shortname,fullname,category
create,BIO-1,Biology,Science
`
const ENROLMENTS = `action,username,context,instance,role,group,grouping,status
create,ann,course,BIO-1,student,Lab,Labs,
create,bob,course,BIO-1,student,Lab,,
create,bob,system,,manager,,,
update,bob,course,BIO-1,,,,suspended
delete,ann,course,BIO-1,student,,,
create,bob,course,BIO-1,student,,,
create,=joe,course,BIO-1,student,,,
`

let engine: Awaited<ReturnType<typeof testHub>>
let runId: number

beforeAll(async () => {
  engine = await testHub()
  runId = await importFiles(
    engine,
    [
      { name: 'user.csv', content: USERS },
      { name: 'course.csv', content: COURSES },
      { name: 'enroll.csv', content: ENROLMENTS },
    ],
    { createGroupsAndGroupings: true },
  )
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('the log of a run', () => {
  test('has each record once, in the order of files and lines, and says what was done', async () => {
    expect((await log()).map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      'user.csv:2 User "ann": created',
      'user.csv:3 User "bob": created',
      expect.stringMatching(/^user\.csv:4 password does not satisfy/),
      expect.stringMatching(/^user\.csv:5 .*Create/),
      'user.csv:6 User e-mail "ann@example.org": updated',
      'course.csv:2 Course "BIO-1": created, category made',
      'enroll.csv:2 User "ann": role "student" given in course "BIO-1", enrolled in course "BIO-1", group made, group joined, grouping made, group put into the grouping',
      'enroll.csv:3 User "bob": role "student" given in course "BIO-1", enrolled in course "BIO-1", group joined',
      'enroll.csv:4 User "bob": role "manager" given in the system',
      'enroll.csv:5 User "bob": enrolment in course "BIO-1" updated',
      'enroll.csv:6 User "ann": role "student" taken away in course "BIO-1", unenrolled from course "BIO-1"',
      expect.stringMatching(/^enroll\.csv:7 The role is held there already/),
      expect.stringMatching(/^enroll\.csv:8 No user has the .*=joe/),
    ])
  })

  test('says of a rejected record which field and value it was', async () => {
    const [entry] = await log({ code: 'RB-2005' })
    expect(entry).toMatchObject({ line: 4, outcome: 'rejected', field: 'password', subject: 'user "cyd"' })
    expect(JSON.stringify(entry)).not.toContain('short')
  })

  test.each<[LogFilter, string[]]>([
    [{ outcome: 'rejected' }, ['user.csv:4', 'user.csv:5', 'enroll.csv:8']],
    [{ outcome: 'held' }, []],
    [{ file: 'course.csv' }, ['course.csv:2']],
    [{ file: '1', fromLine: 3, toLine: 4 }, ['user.csv:3', 'user.csv:4']],
    [{ code: 'RB-4020' }, ['enroll.csv:7']],
    [{ key: 'ANN' }, ['user.csv:2', 'enroll.csv:2', 'enroll.csv:6']],
    [{ key: 'manager' }, ['enroll.csv:4']],
    [{ key: 'BIO' }, []],
    [{ key: 'BIO-1', outcome: 'enrolled' }, ['enroll.csv:2', 'enroll.csv:3']],
  ])('can be filtered by %j', async (filter, expected) => {
    expect((await log(filter)).map(({ file, line }) => `${file}:${line}`)).toEqual(expected)
  })

  test('is refused for a run or file that is not there, and for the run of another organisation', async () => {
    expect(await refused(log({ file: 'users.csv' }))).toMatchObject({ code: 'RB-5030' })
    expect(await refused(log({}, runId + 1000))).toMatchObject({ code: 'RB-5002' })
    const other = await anotherOrganisation(engine.hub.store, 'other')
    const theirs = Array.fromAsync(readLog(engine.hub, other.organisationId, runId))
    expect(await refused(theirs)).toMatchObject({ code: 'RB-5002' })
  })

  test('is the same whether a run took one block or several', async () => {
    const rows = Array.from({ length: 5001 }, (_, at) => `update,nobody${at},Cork`)
    const long = await send(engine, [
      { name: 'many.csv', content: `action,username,city\n${rows.join('\n')}\n` },
    ])
    await executeRun(engine.hub, engine.defaults.organisationId, long)
    const entries = await log({}, long)
    expect(entries.map(({ line }) => line)).toEqual(rows.map((_, at) => at + 2))
    expect(entries.at(-1)!.message).toContain('nobody5000')
    expect((await log({ fromLine: 5002 }, long)).map(({ line }) => line)).toEqual([5002])
  })

  test('is a CSV file that a spreadsheet does not evaluate', async () => {
    const text = (
      await Array.fromAsync(logCsv(readLog(engine.hub, engine.defaults.organisationId, runId)))
    ).join('')
    const rows = readPlainCsv(text, ',')
    expect(rows).toHaveLength(13)
    expect(rows[6]!.cells).toMatchObject({
      file: 'enroll.csv',
      line: '2',
      did: expect.stringMatching(/^role enrolment group/),
    })
    expect(text).not.toMatch(/(^|,)"?[=+@]/m)
  })

  test('is NDJSON, one document a line', async () => {
    const lines = await Array.fromAsync(logNdjson(readLog(engine.hub, engine.defaults.organisationId, runId)))
    expect(lines.map((line) => JSON.parse(line) as LogEntry)).toEqual(await log())
  })
})

function log(filter: LogFilter = {}, run = runId): Promise<LogEntry[]> {
  return Array.fromAsync(readLog(engine.hub, engine.defaults.organisationId, run, filter))
}
