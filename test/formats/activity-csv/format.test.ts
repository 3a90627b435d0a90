import { describe, expect, test } from 'vitest'
import { activityCsv } from '../../../src/formats/activity-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refused } from '../../support/refused.ts'
import { readAll, said } from '../moodle-csv/read-all.ts'

const read = (content: string, settings: object = {}) => readAll(activityCsv, content, settings)
const asked = async (content: string, settings: object = {}) =>
  said((await read(content, settings)).records).map(([, one]) => one)
const refusalOf = (content: string, settings: object = {}) =>
  refused(activityCsv.inspect(bytesFile(content), activityCsv.settings(settings)))

const PUT = { kind: 'activity', verb: 'put', person: { field: 'username', value: 'ann' }, course: null }
const C1 = { field: 'shortname', value: 'C1' }
const TEN = Date.parse('2026-03-25T10:15:00Z')

describe('a record', () => {
  test('of SCORM has one status or two, and the time of the last change for that of the status', async () => {
    expect(
      await asked(
        'user,scorm,sco,attempt,status,score,time\n' +
          'Ann,Fire,One,2,Completed,66.66700,2026-03-25T10:15:00Z\n' +
          'ann,Fire,One,2,not attempted,,2026-03-25 10:15\n',
      ),
    ).toEqual([
      {
        ...PUT,
        of: 'scormAttempt',
        values: {
          scorm: 'Fire',
          sco: 'One',
          attempt: 2,
          completionStatus: 'completed',
          successStatus: null,
          score: '66.66700',
          time: TEN,
          statusTime: TEN,
        },
      },
      {
        ...PUT,
        of: 'scormAttempt',
        values: {
          scorm: 'Fire',
          sco: 'One',
          attempt: 2,
          completionStatus: 'not attempted',
          successStatus: null,
          score: null,
          time: '2026-03-25T10:15:00',
          statusTime: '2026-03-25T10:15:00',
        },
      },
    ])
    expect(
      await asked(
        'user,course,scorm,sco,attempt,completionStatus,successStatus,time,statusTime\n' +
          'ann,C1,Fire,One,0,incomplete,failed,2026-03-25T11:15:00+01:00,2026-03-24\n',
      ),
    ).toMatchObject([
      {
        course: C1,
        values: {
          completionStatus: 'incomplete',
          successStatus: 'failed',
          time: TEN,
          statusTime: '2026-03-24',
        },
      },
    ])
  })

  test('of a session has its date or none', async () => {
    expect(
      await asked(
        'user,facetoface,sessionId,sessionDate,status,time\n' +
          'ann,First aid,12,2026-04-01T09:00:00Z,booked,2026-03-25T10:15:00Z\n' +
          'ann,First aid,12,,user_cancelled,2026-03-25T10:15:00Z\n',
      ),
    ).toMatchObject([
      {
        of: 'signupChange',
        values: {
          facetoface: 'First aid',
          sessionId: 12,
          sessionDate: Date.parse('2026-04-01T09:00:00Z'),
          status: 'booked',
        },
      },
      { values: { sessionDate: null, status: 'user_cancelled', time: TEN } },
    ])
  })

  test('of a quiz has two decimals and is no preview, unless it says so', async () => {
    expect(
      await asked(
        'user,quiz,attempt,state,score,passScore,decimalPoints,preview,timeFinish,time\n' +
          'ann,Cells,1,finished,7.5,5,,,2026-03-25T10:15:00Z,2026-03-25T10:15:00Z\n' +
          'ann,Cells,2,inprogress,,,0,yes,,2026-03-25T10:15:00Z\n',
      ),
    ).toMatchObject([
      {
        of: 'quizAttempt',
        values: {
          score: '7.5',
          passScore: '5',
          decimalPoints: 2,
          preview: false,
          timeFinish: TEN,
          time: TEN,
        },
      },
      { values: { state: 'inprogress', score: null, decimalPoints: 0, preview: true, timeFinish: null } },
    ])
  })

  test('of a completion has a course and a time', async () => {
    expect(await asked('time,course,user\n2026-03-25T10:15:00Z,C1,ann\n')).toEqual([
      { ...PUT, course: C1, of: 'courseCompletion', values: { time: TEN } },
    ])
  })

  test('of a pathway is the first completion, unless it says so', async () => {
    expect(await asked('user,pathway,time\nann,Welcome,2026-03-25T10:15:00Z\n')).toMatchObject([
      { of: 'pathwayCompletion', values: { pathway: 'Welcome', attempt: 1 } },
    ])
  })

  test('of a grade is the total of the course, from 0 to 100, unless it says so', async () => {
    expect(
      await asked(
        'user,course,grade,item,name,min,max,time\n' +
          'ann,C1,70,,,,,2026-03-25T10:15:00Z\n' +
          'ann,C1,,activity,Essay,1,20,2026-03-25T10:15:00Z\n',
      ),
    ).toMatchObject([
      { of: 'grade', course: C1, values: { item: 'course', name: '', grade: '70', min: '0', max: '100' } },
      { values: { item: 'activity', name: 'Essay', grade: null, min: '1', max: '20' } },
    ])
  })

  test('names the person as the feed says', async () => {
    const file = 'user,pathway,time\n0E1,Welcome,2026-03-25\n'
    expect(await asked(file, { identifyBy: 'idnumber' })).toMatchObject([
      { person: { field: 'idnumber', value: '0E1' } },
    ])
  })

  test('has a key that is the same for the same thing, and differs for any other', async () => {
    const file = (rows: string) => `user,course,quiz,attempt,state,score,time\n${rows}`
    const { records } = await read(
      file(
        'ann,C1,Q,1,finished,5,2026-03-25\nANN,C1,Q,1,finished,6,2026-03-26\n' +
          'bob,C1,Q,1,finished,5,2026-03-25\nann,C2,Q,1,finished,5,2026-03-25\nann,,Q,1,finished,5,2026-03-25\n' +
          'ann,C1,R,1,finished,5,2026-03-25\nann,C1,Q,2,finished,5,2026-03-25\n',
      ),
    )
    const [first, second, ...others] = records.map(({ key }) => key)
    expect(first).toBe(second)
    expect(new Set([first, ...others]).size).toBe(6)
    expect(records[0]!.text).not.toBe(records[1]!.text)
  })

  test.each([
    ['user', ',Q,1,finished,,2026-03-25', 'RB-2001'],
    ['quiz', 'ann,,1,finished,,2026-03-25', 'RB-2001'],
    ['attempt', 'ann,Q,-1,finished,,2026-03-25', 'RB-3002'],
    ['attempt', 'ann,Q,99999999999,finished,,2026-03-25', 'RB-3002'],
    ['attempt', 'ann,Q,2147483648,finished,,2026-03-25', 'RB-3002'],
    ['state', 'ann,Q,1,done,,2026-03-25', 'RB-2003'],
    ['score', 'ann,Q,1,finished,5%,2026-03-25', 'RB-4503'],
    ['score', 'ann,Q,1,finished,1e3,2026-03-25', 'RB-4503'],
    ['score', 'ann,Q,1,finished,.,2026-03-25', 'RB-4503'],
    ['score', 'ann,Q,1,finished,1234567890123456,2026-03-25', 'RB-4503'],
    ['time', 'ann,Q,1,finished,5,', 'RB-2001'],
    ['time', 'ann,Q,1,finished,5,yesterday', 'RB-2011'],
    ['time', 'ann,Q,1,finished,5,2026-02-30', 'RB-2011'],
  ])('whose %s cannot be read is refused: %s', async (field, row, code) => {
    const { records } = await read(`user,quiz,attempt,state,score,time\n${row}\n`)
    expect(records.map(({ finding }) => [finding?.field, finding?.code])).toEqual([[field, code]])
  })
})

describe('a file', () => {
  test.each([
    ['user,time\n', {}, 'RB-4505'],
    ['user,course,time,note\n', {}, 'RB-4505'],
    ['user,quiz,scorm,time\n', {}, 'RB-4505'],
    ['user,course,time,note\n', { dataset: 'completion' }, 'RB-1304'],
    ['user,quiz,attempt,state,skore,time\n', {}, 'RB-1304'],
    ['user,quiz,attempt,state,Score,score,time\n', {}, 'RB-1041'],
    ['user,quiz,state,time\n', {}, 'RB-1042'],
    ['user,quiz,attempt,state,time\n', { dataset: 'scorm' }, 'RB-1304'],
    ['', {}, 'RB-1002'],
  ])('with the header %j and the settings %j is refused', async (content, settings, code) => {
    expect(await refusalOf(content, settings)).toMatchObject({ code })
  })

  test('sent as a list of users is refused', async () => {
    const file = { ...bytesFile('user,course,time\n'), kind: 'user' as const }
    expect(await refused(activityCsv.inspect(file, activityCsv.settings({})))).toMatchObject({
      code: 'RB-1303',
    })
  })

  test('that was mended has columns of rejects, and is as it was', async () => {
    const row = 'ann,C1,2026-03-25'
    const mended = await asked(
      `user,course,time,rollbook_line,rollbook_code,rollbook_message\n${row},7,RB-2012,Nobody\n`,
    )
    expect(mended).toEqual(await asked(`user,course,time\n${row}\n`))
  })

  test('is told by name which column is meant', async () => {
    const { message } = await refusalOf('user,quiz,attempt,state,skore,time\n')
    expect(message).toContain('Is score meant?')
  })
})
