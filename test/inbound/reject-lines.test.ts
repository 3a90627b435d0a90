import { afterAll, beforeAll, expect, test } from 'vitest'
import { rejects } from '../../src/inbound/rejects.ts'
import { runFiles } from '../../src/inbound/run-store.ts'
import { importFiles, type TestHub, testHub } from './test-hub.ts'

let engine: TestHub & AsyncDisposable

beforeAll(async () => {
  engine = await testHub()
})
afterAll(() => engine[Symbol.asyncDispose]())

test('rejects of a flat file are its lines with their reasons, and are refused again as they are', async () => {
  const sent = '\nenrol;student;u1;c1\r\nadd,student,\'u1\'\r\n\r\nadd,student,"Lee, Ann",c1\r\n'
  await useFormat('moodle-flatfile')
  const first = await run(sent)
  expect(first.rejected).toBe(3)
  expect(first.lines).toEqual([
    expect.stringMatching(/^enrol;student;u1;c1;2;RB-1313;.*enrol/),
    expect.stringMatching(/^add,student,'u1',3,RB-1312,/),
    expect.stringMatching(/^add,student,"Lee, Ann",c1,5,RB-3004,/),
  ])
  const second = await run(first.lines.join('\n'))
  expect(second.lines.map((line) => /RB-\d+/.exec(line)![0])).toEqual(['RB-1313', 'RB-1312', 'RB-3004'])
})

test('rejects of an upload whose lines end with CR alone are found in it', async () => {
  await useFormat('moodle-upload-users')
  const { lines } = await run('username,firstname,lastname,email\rann,Ann,Lee,a@x.org\rbob,,Lee,b@x.org\r')
  expect(lines).toEqual([
    'username,firstname,lastname,email,rollbook_line,rollbook_code,rollbook_message',
    expect.stringMatching(/^bob,,Lee,b@x\.org,3,RB-2001,.*firstname/),
  ])
})

async function useFormat(format: string): Promise<void> {
  const { hub, defaults } = engine
  await hub.store.asHouse(({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', defaults.feedId).execute(),
  )
}

async function run(content: string): Promise<{ rejected: number; lines: string[] }> {
  const { hub, defaults } = engine
  const runId = await importFiles(engine, [{ name: 'enrolments.txt', content }])
  const [file] = await hub.store.asOrganisation(defaults.organisationId, (tx) => runFiles(tx, runId))
  const bytes = await Array.fromAsync(rejects(hub, defaults.organisationId, runId, 1))
  const text = Buffer.concat(bytes).toString()
  return { rejected: file!.counts.rejected ?? 0, lines: text.split(/\r?\n/).slice(0, -1) }
}
