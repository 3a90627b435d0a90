import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { readSuites } from './read-suites.ts'
import { runCases, tell } from './run-cases.ts'

const JDOE = { username: 'jdoe', email: 'jdoe@example.org', idnumber: 'S1001', city: 'Leeds' }
const HEADER = 'action,username,password,firstname,lastname,email,city\n'
const ANN = 'create,asmith,Passw0rd!x,Ann,Smith,asmith@example.org,Leeds\n'

/** A case that holds: one user is there, one is created. Each test changes what it is about. */
function aCase(changes: object = {}): Record<string, unknown> {
  return {
    id: 'one',
    about: 'A case',
    source: 'a test',
    settings: {},
    given: { users: [JDOE] },
    files: [{ name: 'users.csv', format: 'datahub-csv', entity: 'user', content: HEADER + ANN }],
    expect: { rows: [{ file: 'users.csv', line: 2, outcome: 'created' }] },
    ...changes,
  }
}

const enrolment = (rows: string) => ({
  given: { users: [JDOE], courses: [{ shortname: 'BIO1' }] },
  files: [
    {
      name: 'enrol.csv',
      format: 'datahub-csv',
      entity: 'enrolment',
      content: `action,username,context,instance,role,group\n${rows}`,
    },
  ],
})

describe('the conformance runner', () => {
  const own = storeAndFolder()

  async function written(...cases: unknown[]): Promise<string> {
    const path = join(own.folder, `${crypto.randomUUID()}.json`)
    await writeFile(path, JSON.stringify({ suite: 'test/suite', cases }))
    return path
  }

  /** What the runner finds wrong with each case. */
  async function problems(...cases: unknown[]): Promise<string[]> {
    const { failures } = await runCases(own, readSuites([await written(...cases)]))
    return failures.map(tell)
  }

  const expecting = (expectation: object) => problems(aCase({ expect: expectation }))

  it('passes a case that holds', async () => {
    expect(await problems(aCase())).toEqual([])
  })

  it('names the case and tells what was expected and what was seen', async () => {
    const [failure] = await expecting({
      rows: [{ file: 'users.csv', line: 2, outcome: ['updated', 'rejected'] }],
    })
    expect(failure).toBe(
      'test/suite/one: A case\n    users.csv line 2: expected updated or rejected, seen created: "User "asmith": created"',
    )
  })

  it('fails a record that is not there', async () => {
    const [failure] = await expecting({ rows: [{ file: 'users.csv', line: 3, outcome: 'created' }] })
    expect(failure).toContain('no record starts there; records start on 2')
  })

  it('looks for what is mentioned in the message, whatever its case', async () => {
    const rejected = (mentions: string[]) =>
      problems(
        aCase({
          files: [
            {
              name: 'u.csv',
              format: 'datahub-csv',
              entity: 'user',
              content: `${HEADER}update,nobody,,,,,\n`,
            },
          ],
          expect: { rows: [{ file: 'u.csv', line: 2, outcome: 'rejected', mentions }] },
        }),
      )
    expect(await rejected(['USERNAME', 'nobody'])).toEqual([])
    expect((await rejected(['somebody']))[0]).toContain('expected a message that mentions "somebody"')
  })

  it('finds partial objects in the state, and tells the nearest that it saw', async () => {
    expect(await expecting({ state: { users: [{ username: 'asmith', city: 'Leeds' }] } })).toEqual([])
    const [failure] = await expecting({ state: { users: [{ username: 'asmith', city: 'Hull' }] } })
    expect(failure).toContain('state.users: expected {"username":"asmith","city":"Hull"}, seen city "Leeds"')
  })

  it('fails when something is there that must not be', async () => {
    expect(await expecting({ absent: { users: [{ username: 'nobody' }] } })).toEqual([])
    const [failure] = await expecting({ absent: { users: [{ email: 'asmith@example.org' }] } })
    expect(failure).toContain('absent.users: expected none like {"email":"asmith@example.org"}')
  })

  it('does not count removed accounts as present, unless the case asks for them', async () => {
    const removal = {
      files: [
        { name: 'u.csv', format: 'datahub-csv', entity: 'user', content: 'action,username\ndelete,jdoe\n' },
      ],
    }
    const jdoe = { username: 'jdoe' }
    expect(await problems(aCase({ ...removal, expect: { absent: { users: [jdoe] } } }))).toEqual([])
    expect(await problems(aCase({ ...removal, expect: { state: { users: [jdoe] } } }))).toHaveLength(1)
    const gone = { ...jdoe, deleted: true }
    expect(await problems(aCase({ ...removal, expect: { state: { users: [gone] } } }))).toEqual([])
  })

  it('asks accounts for their passwords', async () => {
    const password = (word: string) => ({ users: [{ username: 'asmith', password: word }] })
    expect(await expecting({ state: password('Passw0rd!x'), absent: password('another') })).toEqual([])
    expect(await expecting({ state: password('another') })).toHaveLength(1)
    expect(await expecting({ absent: password('Passw0rd!x') })).toHaveLength(1)
  })

  it('tells enrolments by role, and one without any by null', async () => {
    const given = {
      users: [JDOE],
      courses: [{ shortname: 'BIO1' }],
      enrolments: [{ user: 'jdoe', course: 'BIO1', role: null }],
    }
    const { files } = enrolment('create,jdoe,course,BIO1,teacher,\n')
    const state = (role: string | null) => ({
      state: { enrolments: [{ user: 'jdoe', course: 'BIO1', role }] },
    })
    expect(await problems(aCase({ given, files, expect: state('teacher') }))).toEqual([])
    expect(await problems(aCase({ given, files, expect: state(null) }))).toHaveLength(1)
    const { files: other } = enrolment('create,jdoe,system,,manager,\n')
    expect(await problems(aCase({ given, files: other, expect: state(null) }))).toEqual([])
  })

  it('matches lists in part', async () => {
    const lab = (members: string[]) => ({ state: { groups: [{ course: 'BIO1', name: 'Lab', members }] } })
    const made = {
      settings: { createGroupsAndGroupings: true },
      ...enrolment('create,jdoe,course,BIO1,student,Lab\n'),
    }
    expect(await problems(aCase({ ...made, expect: lab([]) }))).toEqual([])
    expect(await problems(aCase({ ...made, expect: lab(['jdoe']) }))).toEqual([])
    expect(await problems(aCase({ ...made, expect: lab(['jdoe', 'rroe']) }))).toHaveLength(1)
  })

  it('tells a refused file from one that was taken', async () => {
    const refused = { fileRejected: { file: 'users.csv', mentions: ['action'] } }
    const [failure] = await expecting(refused)
    expect(failure).toContain('expected the file to be refused, but it was taken: 1 records')
    const files = [{ name: 'users.csv', format: 'datahub-csv', entity: 'user', content: 'username\njdoe\n' }]
    expect(await problems(aCase({ files, expect: refused }))).toEqual([])
    const [other] = await problems(aCase({ files }))
    expect(other).toContain('expected created, but the file was refused')
  })

  it('counts records for the summary', async () => {
    const summary = (succeeded: number) => ({
      summary: { 'users.csv': { total: 1, succeeded, failed: 1 - succeeded } },
    })
    expect(await expecting(summary(1))).toEqual([])
    expect(await expecting(summary(0))).toHaveLength(1)
  })

  it('wants all mails, and no others', async () => {
    const settings = {
      newUserEmail: { enabled: true, subject: 'Hi', template: '<p>Dear <b>%%firstname%%</b></p>' },
    }
    const mail = { to: 'asmith@example.org', subject: 'Hi', contains: ['Dear Ann'] }
    const mailing = (emails: object[]) => problems(aCase({ settings, expect: { emails } }))
    expect(await mailing([mail])).toEqual([])
    expect((await mailing([]))[0]).toContain('emails: seen besides')
    expect(await mailing([mail, mail])).toHaveLength(1)
    expect(await mailing([{ ...mail, from: 'somebody@example.org' }])).toHaveLength(1)
    expect(await mailing([{ ...mail, contains: ['Dear Bo'] }])).toHaveLength(1)
  })

  it('keeps to the clock of the case', async () => {
    const { given, files } = enrolment('create,jdoe,course,BIO1,student,\n')
    const now = '2031-05-06T07:08:09Z'
    const expectation = { state: { enrolments: [{ user: 'jdoe', timeStart: now }] } }
    expect(await problems(aCase({ given: { ...given, site: { now } }, files, expect: expectation }))).toEqual(
      [],
    )
  })

  it('hands over each delivery as a run of its own, on the result of the one before', async () => {
    const file = (name: string, delivery: number, verb: string) => ({
      name,
      format: 'datahub-csv',
      entity: 'user',
      delivery,
      content: HEADER + ANN.replace('create', verb),
    })
    const rows = [
      { file: 'first.csv', line: 2, outcome: 'created' },
      { file: 'second.csv', line: 2, outcome: 'deleted' },
    ]
    const files = [file('second.csv', 2, 'delete'), file('first.csv', 1, 'create')]
    const absent = { users: [{ username: 'asmith' }] }
    expect(await problems(aCase({ files, expect: { rows, absent } }))).toEqual([])
  })

  it('takes enrolments without a method for those that the feed itself made', async () => {
    const membership = `<enterprise><membership><sourcedid><id>K1</id></sourcedid><member>
      <sourcedid><id>S1001</id></sourcedid><role roletype="01"><status>0</status></role>
      </member></membership></enterprise>`
    const ending = (method?: string) =>
      problems(
        aCase({
          settings: { unenrol: true },
          given: {
            users: [JDOE],
            courses: [{ shortname: 'BIO1', idnumber: 'K1' }],
            enrolments: [{ user: 'jdoe', course: 'BIO1', role: 'student', method }],
          },
          files: [{ name: 'e.xml', format: 'ims-enterprise', content: membership }],
          expect: { absent: { enrolments: [{ user: 'jdoe', course: 'BIO1' }] } },
        }),
      )
    expect(await ending()).toEqual([])
    expect(await ending('manual')).toHaveLength(1)
  })

  it('sees cohorts with their members, and id number and visibility of categories', async () => {
    const given = {
      users: [JDOE],
      cohorts: [{ idnumber: 'staff', members: ['jdoe'] }],
      categories: [{ path: 'Arts/History', idnumber: 'H1', visible: false }],
    }
    const seen = (state: object) => problems(aCase({ given, expect: { state } }))
    expect(await seen({ cohorts: [{ idnumber: 'staff', name: 'staff', members: ['jdoe'] }] })).toEqual([])
    expect(await seen({ cohorts: [{ idnumber: 'staff', members: ['asmith'] }] })).toHaveLength(1)
    expect(await seen({ categories: [{ path: 'Arts/History', idnumber: 'H1', visible: false }] })).toEqual([])
    expect(await seen({ categories: [{ path: 'Arts', visible: false }] })).toHaveLength(1)
  })

  it('takes for a format problem whatever it does not know', async () => {
    const unknown = [
      { run: { kind: 'export' } },
      { settings: { createOrUpdat: true } },
      { given: { users: [{ ...JDOE, manged: true }] } },
      { given: { grades: [] } },
      { files: [{ name: 'u.csv', format: 'datahub-csv', entity: 'user', content: HEADER, delivery: 0 }] },
      { files: [{ name: 'u.csv', format: 'no-such-format', content: HEADER }] },
      { files: [{ name: '../u.csv', format: 'datahub-csv', content: HEADER }] },
      { expect: { exportHeader: [] } },
      { expect: { absent: { users: [{ usernam: 'asmith' }] } } },
      { expect: { rows: [{ file: 'users.csv', line: 2, outcome: 'made' }] } },
      { given: { enrolments: [{ user: 'nobody', course: 'BIO1', role: null }] } },
    ]
    const found = await problems(...unknown.map((changes, index) => aCase({ id: String(index), ...changes })))
    expect(found).toHaveLength(unknown.length)
    for (const failure of found) expect(failure).toContain('case format: ')
  })

  it('takes for a failure a file that holds no suite, and an id that comes twice', async () => {
    const path = join(own.folder, 'no-suite.json')
    await writeFile(path, '[]')
    for (const [cases, told] of [
      [readSuites([path, join(own.folder, 'not-there.json')]), ['no suite of cases', 'no suite of cases']],
      [readSuites([await written(aCase(), aCase())]), ['two cases of this id']],
    ] as const) {
      const { failures } = await runCases(own, cases)
      expect(failures.map(tell)).toEqual(told.map((text) => expect.stringContaining(text)))
    }
  })

  it('exits with 1 when a case failed and tells how many did', async () => {
    const script = join(import.meta.dirname, '../../scripts/conformance.ts')
    const run = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        execFile(process.execPath, [script, ...args], (error, out) => {
          resolve({ code: error === null ? 0 : Number(error.code), out })
        })
      })
    const wrong = { rows: [{ file: 'users.csv', line: 2, outcome: 'updated' }] }
    const path = await written(aCase(), aCase({ id: 'two', expect: wrong }))
    const { code, out } = await run(path)
    expect(out).toContain('test/suite/two')
    expect(out.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed')
    expect(code).toBe(1)
    expect((await run()).code).toBe(1)
    expect((await run('--engine', 'sqlite', path)).code).toBe(1)
  }, 90_000)
})
