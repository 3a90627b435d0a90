import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addExport, changeExport } from '../../src/outbound/define.ts'
import { previewExport } from '../../src/outbound/preview.ts'
import { findIssued, issuedBytes, reissueFiles } from '../../src/outbound/reissue.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { siteForExport, unshareSite } from '../../src/outbound/share.ts'
import type { Store } from '../../src/store/store.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import {
  client,
  completed,
  graded,
  outbox,
  type Person,
  putPeople,
  type World,
  world,
} from './outbound-hub.ts'

const HEAD = '"username","uniqueid","Date","Course Name"'
const person = (id: number, institution = 'A', idnumber = `N${id}`): Person => ({
  id,
  username: `u${id}`,
  idnumber,
  institution,
})

describe('an export', () => {
  let store: Store
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const statements: string[] = []
  beforeAll(async () => {
    store = await testStore({ onStatement: (text) => statements.push(text) })
    folder = await temporaryFolder()
  })
  afterAll(async () => {
    await store.close()
    await folder[Symbol.asyncDispose]()
  })

  const place = (...people: Person[]) => world(store, folder.path, people)
  const run = async (at: World, organisationId: number, time: string, request = {}) => {
    at.at(time)
    return runExports(at.hub, organisationId, [], request)
  }
  const lines = (...rows: string[]) => [HEAD, ...rows].map((row) => `${row}\r\n`).join('')

  test('holds a row back while the unique id is blank, counts it, and sends it late with its own date', async () => {
    const at = await place(person(1, 'A', ' '), person(2))
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [2, 11, '2026-03-25T10:00:00Z'])
    const [first] = await run(at, id, '2026-03-26T02:30:00Z')
    expect(first!.files[0]!.counts).toEqual({ rows: 1, late: 0, corrected: 0, held: 1 })
    await store.asHouse((tx) => putPeople(tx, at.siteId, [person(1), person(2)]))
    const [second] = await run(at, id, '2026-03-27T02:30:00Z')
    expect(second!.files[0]!.counts).toEqual({ rows: 1, late: 1, corrected: 0, held: 0 })
    expect(await outbox(at, id)).toEqual({
      'Completion20260326.csv': lines('"u2","N2","2026-03-25","Course 11"'),
      'Completion20260327.csv': lines('"u1","N1","2026-03-25","Course 11"'),
    })
  })

  test('sends nothing again because its dates or words are spelled in another way', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'grade')
    await graded(at, 1, 11, '70', Date.parse('2026-03-25T09:00:00Z'))
    await run(at, id, '2026-03-26T02:30:00Z')
    const settings = { dateFormat: 'dd/MM/yyyy', columns: { username: 'Login' } }
    await store.asOrganisation(id, (tx) => changeExport(tx, id, 'grade', settings))
    const [next] = await run(at, id, '2026-03-27T02:30:00Z')
    expect(next!.files[0]!.counts.rows).toBe(0)
    await graded(at, 1, 11, '71', Date.parse('2026-03-25T09:00:00Z'))
    const [corrected] = await run(at, id, '2026-03-28T02:30:00Z')
    expect(corrected!.files[0]!.counts).toMatchObject({ rows: 1, corrected: 1 })
  })

  test('does not repeat a row that reads the same, though its instant changed within the day', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'grade')
    await graded(at, 1, 11, '70', Date.parse('2026-03-25T09:00:00Z'))
    await run(at, id, '2026-03-26T02:30:00Z')
    await graded(at, 1, 11, '70', Date.parse('2026-03-25T10:00:00Z'))
    const [next] = await run(at, id, '2026-03-27T02:30:00Z')
    expect(next!.files[0]!.counts.rows).toBe(0)
  })

  test('publishes nothing for an empty day when told so, and still the rows that come later that day', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { emptyFiles: 'skip' })
    const [empty] = await run(at, id, '2026-03-26T02:30:00Z')
    expect(empty!.files[0]!.what).toBe('skipped')
    expect(await outbox(at, id)).toEqual({})
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    const [again] = await run(at, id, '2026-03-26T04:30:00Z')
    expect(again!.files[0]).toMatchObject({ what: 'published', sequence: 1 })
    expect(await run(at, id, '2026-03-26T05:30:00Z')).toMatchObject([{ files: [], finding: null }])
  })

  test('leaves a file of its name that it did not publish as it is, unless forced', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await mkdir(outboxFolder(folder.path, id), { recursive: true })
    await writeFile(join(outboxFolder(folder.path, id), 'Completion20260326.csv'), 'of somebody else')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    const [found] = await run(at, id, '2026-03-26T02:30:00Z')
    expect(found!.files[0]!.what).toBe('found')
    expect(await outbox(at, id)).toEqual({ 'Completion20260326.csv': 'of somebody else' })
    await run(at, id, '2026-03-26T03:30:00Z', { force: true })
    expect(await outbox(at, id)).toEqual({
      'Completion20260326.csv': lines('"u1","N1","2026-03-25","Course 11"'),
    })
  })

  test('takes a file that lies there with the very content for published, as after a restored database', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z')
    await store.asHouse(async ({ db }) => {
      for (const table of ['export_file', 'export_note', 'export_ledger', 'export_run'])
        await sql`delete from ${sql.table(table)} where organisation_id = ${id}`.execute(db)
    })
    const [again] = await run(at, id, '2026-03-26T03:30:00Z')
    expect(again!.files[0]!.what).toBe('published')
    const [next] = await run(at, id, '2026-03-27T03:30:00Z')
    expect(next!.files[0]!.counts.rows).toBe(0)
  })

  test('removes what is older than its retention, and nothing of another export', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await store.asOrganisation(id, (tx) =>
      addExport(tx, id, { name: 'q', dataset: 'quiz', siteId: at.siteId, settings: { retentionDays: 400 } }),
    )
    const old = ['Completion20260225.csv', 'Completion20260226.csv', 'Quiz20260225.csv', 'SCORM20260225.csv']
    await mkdir(outboxFolder(folder.path, id), { recursive: true })
    for (const name of old) await writeFile(join(outboxFolder(folder.path, id), name), '')
    await run(at, id, '2026-03-26T02:30:00Z')
    expect(Object.keys(await outbox(at, id))).toEqual([
      'Completion20260226.csv',
      'Completion20260326.csv',
      'Quiz20260225.csv',
      'Quiz20260326.csv',
    ])
  })

  test('issues a removed file again byte for byte, and keeps it then', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { manifest: true })
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z')
    const first = (await outbox(at, id))['Completion20260326.csv']
    await run(at, id, '2026-05-26T02:30:00Z')
    expect(Object.keys(await outbox(at, id))).not.toContain('Completion20260326.csv')
    expect(Object.keys(await outbox(at, id))).not.toContain('Completion20260326.csv.manifest.json')
    const { of, files } = await findIssued(at.hub, id, 'completion', { date: '2026-03-26' })
    await reissueFiles(at.hub, of, files)
    await run(at, id, '2026-05-27T02:30:00Z')
    expect((await outbox(at, id))['Completion20260326.csv']).toBe(first)
    await run(at, id, '2026-07-27T02:30:00Z')
    expect(Object.keys(await outbox(at, id))).not.toContain('Completion20260326.csv')
  })

  test('issues a range of days as one file, with the headings once', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { columns: { 'Course Name': 'Name\nof the course' } })
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [1, 12, '2026-03-26T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z')
    await run(at, id, '2026-03-27T02:30:00Z')
    const wanted = { from: '2026-03-26', to: '2026-03-27' }
    const { files } = await findIssued(at.hub, id, 'completion', wanted)
    const text = Buffer.concat(await Array.fromAsync(issuedBytes(at.hub, id, files))).toString()
    expect(text).toBe(
      '"username","uniqueid","Date","Name\nof the course"\r\n' +
        '"u1","N1","2026-03-25","Course 11"\r\n"u1","N1","2026-03-26","Course 12"\r\n',
    )
  })

  test('refuses to issue a file of which the kept copy was changed', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await run(at, id, '2026-03-26T02:30:00Z')
    const kept = join(folder.path, 'issued', String(id))
    for (const name of await readdir(kept)) await writeFile(join(kept, name), 'something else')
    const { files } = await findIssued(at.hub, id, 'completion', { sequence: 1 })
    expect(await refused(Array.fromAsync(issuedBytes(at.hub, id, files)))).toMatchObject({ code: 'RB-7115' })
    await rm(kept, { recursive: true })
    expect(await refused(Array.fromAsync(issuedBytes(at.hub, id, files)))).toMatchObject({ code: 'RB-7115' })
  })

  test('issues its history once, and the days go on from there', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2019-03-25T09:00:00Z'], [1, 12, '2026-03-25T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z', { history: true })
    await completed(at, [1, 12, '2026-03-27T09:00:00Z'])
    await run(at, id, '2026-03-28T02:30:00Z')
    expect(await outbox(at, id)).toEqual({
      'Completion-history-20260326.csv': lines('"u1","N1","2019-03-25","Course 11"'),
      'Completion20260328.csv': lines(
        '"u1","N1","2026-03-25","Course 12"',
        '"u1","N1","2026-03-27","Course 12"',
      ),
    })
    expect(await run(at, id, '2026-03-28T03:30:00Z', { history: true })).toMatchObject([
      { finding: { code: 'RB-7117' } },
    ])
  })

  test('puts a manifest beside its files when told so, which names the hash and the one before', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { manifest: true })
    await run(at, id, '2026-03-26T02:30:00Z')
    await run(at, id, '2026-03-27T02:30:00Z')
    const files = await outbox(at, id)
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const first = files['Completion20260326.csv.manifest.json']!
    expect(JSON.parse(files['Completion20260327.csv.manifest.json']!)).toEqual({
      export: 'completion',
      sequence: 2,
      name: 'Completion20260327.csv',
      date: '2026-03-27',
      from: '2026-03-26T00:00:00.000Z',
      to: '2026-03-27T00:00:00.000Z',
      rows: 0,
      size: lines().length,
      sha256: sha256(files['Completion20260327.csv']!),
      previous: sha256(first),
    })
  })

  test('previews its file without publishing or remembering anything', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    at.at('2026-03-26T02:30:00Z')
    for (let twice = 0; twice < 2; twice++) {
      const preview = await previewExport(at.hub, id, 'completion')
      expect((await Array.fromAsync(preview.text)).join('')).toBe(lines('"u1","N1","2026-03-25","Course 11"'))
    }
    expect(await outbox(at, id)).toEqual({})
    const [real] = await run(at, id, '2026-03-26T02:31:00Z')
    expect(real!.files[0]).toMatchObject({ name: 'Completion20260326.csv', sequence: 1 })
  })

  test('replaces status words and adds columns of the person', async () => {
    const at = await place(person(1))
    const settings = {
      extraColumns: [{ field: 'institution', heading: 'School' }, { field: 'email' }],
    }
    const id = await client(at, 'A', 'completion', settings)
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z')
    expect(await outbox(at, id)).toEqual({
      'Completion20260326.csv': `${HEAD},"School","email"\r\n"u1","N1","2026-03-25","Course 11","A","u1@example.org"\r\n`,
    })
  })

  test('publishes full lists of people and courses as they are', async () => {
    const at = await place(person(2), person(1), person(3, 'B'))
    const id = await client(at, 'A', 'user')
    await store.asOrganisation(id, (tx) =>
      addExport(tx, id, { name: 'c', dataset: 'course', siteId: at.siteId }),
    )
    await run(at, id, '2026-03-26T02:30:00Z')
    const files = await outbox(at, id)
    expect(files['Users20260326.csv']!.split('\r\n').slice(1, -1)).toEqual([
      '"u1","N1","Ann","Lee","u1@example.org","A","","","GB","no"',
      '"u2","N2","Ann","Lee","u2@example.org","A","","","GB","no"',
    ])
    expect(files['Courses20260326.csv']!.split('\r\n').slice(1, -1)).toEqual([
      '"Course 11","C11","","","2024-01-01","","yes"',
      '"Course 12","C12","","","2024-01-01","","yes"',
    ])
  })

  test('publishes who is in which course, a row for each method and role', async () => {
    const at = await place(person(2), person(1), person(3, 'B'))
    const { siteId } = at
    await store.asHouse(async ({ db }) => {
      await sql`insert into site_role (site_id, id, shortname, contexts)
        values (${siteId}, 5, 'student', '{course}'), (${siteId}, 3, 'editingteacher', '{course}')`.execute(
        db,
      )
      await sql`insert into site_role_assignment (site_id, user_id, context, instance_id, role_id)
        values (${siteId}, 1, 'course', 11, 5), (${siteId}, 1, 'course', 11, 3)`.execute(db)
      await sql`insert into site_enrolment (site_id, course_id, user_id, method, status, time_start, time_end)
        values (${siteId}, 12, 1, 'self', 'suspended', null, null), (${siteId}, 11, 3, 'manual', 'active', null, null),
          (${siteId}, 11, 1, 'manual', 'active', '2026-01-05T00:00:00Z', '2026-07-01T00:00:00Z'),
          (${siteId}, 11, 2, 'manual', 'active', null, null)`.execute(db)
    })
    const id = await client(at, 'A', 'enrolment', { extraColumns: [{ field: 'city' }] })
    await run(at, id, '2026-03-26T02:30:00Z')
    const files = await outbox(at, id)
    expect(files['Enrolments20260326.csv']!.split('\r\n').slice(1, -1)).toEqual([
      '"u1","N1","Course 11","C11","editingteacher","manual","active","2026-01-05","2026-07-01",""',
      '"u1","N1","Course 11","C11","student","manual","active","2026-01-05","2026-07-01",""',
      '"u1","N1","Course 12","C12","","self","suspended","","",""',
      '"u2","N2","Course 11","C11","","manual","active","","",""',
    ])
  })

  test('sends nothing of people whom the organisation may not see, whatever its own settings say', async () => {
    const at = await place(person(1, 'A'), person(2, 'B'))
    const id = await client(at, 'A', 'completion', { users: { field: 'institution', equals: 'B' } })
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [2, 11, '2026-03-25T09:00:00Z'])
    await run(at, id, '2026-03-26T02:30:00Z')
    expect(await outbox(at, id)).toEqual({ 'Completion20260326.csv': lines() })
  })

  test('fails closed when its people cannot be told from others, or the site is shared no more', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { users: { field: 'instituton', equals: 'A' } })
    expect(await run(at, id, '2026-03-26T02:30:00Z')).toMatchObject([
      { files: [], finding: { code: 'RB-4501' } },
    ])
    await unshareSite(store, at.siteId, id)
    expect(await run(at, id, '2026-03-26T02:31:00Z')).toMatchObject([{ finding: { code: 'RB-7113' } }])
    expect(await outbox(at, id)).toEqual({})
    expect(await refused(siteForExport(store, id, 'site'))).toMatchObject({ code: 'RB-8032' })
  })

  test('hides what it keeps from every other organisation, in the database', async () => {
    const at = await place(person(1), person(2, 'B'))
    const [a, b] = [await client(at, 'A', 'completion'), await client(at, 'B', 'completion')]
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    await run(at, a, '2026-03-26T02:30:00Z')
    await run(at, a, '2026-03-27T02:30:00Z')
    await completed(at, [1, 12, '2026-03-27T09:00:00Z'])
    await run(at, a, '2026-03-28T02:30:00Z')
    for (const table of [
      'export',
      'export_run',
      'export_file',
      'export_note',
      'export_ledger',
      'site_share',
    ]) {
      const seen = await store.asOrganisation(b, ({ db }) =>
        sql`select 1 from ${sql.table(table)} where organisation_id = ${a}`.execute(db),
      )
      const own = await store.asOrganisation(a, ({ db }) =>
        sql`select 1 from ${sql.table(table)} where organisation_id = ${a}`.execute(db),
      )
      expect([table, seen.rows.length, own.rows.length > 0]).toEqual([table, 0, true])
    }
    await expect(
      store.asOrganisation(b, ({ db }) =>
        sql`insert into site_share values (${b}, ${at.siteId}, 'institution', 'A') on conflict do nothing`.execute(
          db,
        ),
      ),
    ).rejects.toThrow(/permission denied|row-level security/)
  })

  test('takes as many statements for a thousand facts as for one', async () => {
    const count = async (facts: number) => {
      const at = await place(person(1))
      const id = await client(at, 'A', 'completion')
      const time = (index: number) =>
        new Date(Date.parse('2026-03-25T09:00:00Z') + index * 1000).toISOString()
      await completed(at, ...Array.from({ length: facts }, (_, index) => [1, 11, time(index)] as const))
      statements.length = 0
      const [result] = await run(at, id, '2026-03-26T02:30:00Z')
      expect(result!.files[0]!.counts.rows).toBe(facts)
      return statements.length
    }
    const one = await count(1)
    expect(await count(1000)).toBe(one)
  })

  test('goes on with the others when one of them fails', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion', { users: { field: 'nothing', equals: 'A' } })
    await store.asOrganisation(id, (tx) =>
      addExport(tx, id, { name: 'scorm', dataset: 'scorm', siteId: at.siteId }),
    )
    const results = await run(at, id, '2026-03-26T02:30:00Z')
    expect(results.map(({ export: name, finding }) => [name, finding?.code ?? null])).toEqual([
      ['completion', 'RB-4501'],
      ['scorm', null],
    ])
    expect(Object.keys(await outbox(at, id))).toEqual(['SCORM20260326.csv'])
  })

  test('refuses a second one of the same files', async () => {
    const at = await place(person(1))
    const id = await client(at, 'A', 'completion')
    const add = (name: string, settings: object) =>
      store.asOrganisation(id, (tx) =>
        addExport(tx, id, { name, dataset: 'completion', siteId: at.siteId, settings }),
      )
    expect(await refused(add('other', {}))).toMatchObject({ code: 'RB-7109' })
    expect(await refused(add('completion', { folder: 'b' }))).toMatchObject({ code: 'RB-7107' })
    expect(await refused(add('../x', { folder: 'b' }))).toMatchObject({ code: 'RB-7108' })
    expect(await refused(add('other', { folder: '../b' }))).toMatchObject({ code: 'RB-7202' })
    await add('other', { folder: 'b' })
  })
})
