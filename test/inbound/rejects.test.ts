import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applySiteFile } from '../../src/config/site-settings.ts'
import { csvRow } from '../../src/formats/csv/writer.ts'
import { readLog } from '../../src/inbound/read-log.ts'
import { filesWithRejects, rejects } from '../../src/inbound/rejects.ts'
import { runFiles } from '../../src/inbound/run-store.ts'
import { readPlainCsv } from '../support/plain-csv.ts'
import { refused } from '../support/refused.ts'
import { importFiles, testHub } from './test-hub.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples')
const FILES = ['user.csv', 'course.csv', 'enroll.csv']
const SETTINGS = JSON.parse(sample('settings.json')) as object

/** How a clerk would mend the rows of the second day, by the code of what is wrong with them. */
const MENDED: Record<string, (cells: Record<string, string>) => Record<string, string>> = {
  'RB-1027': () => ({}),
  'RB-1060': () => ({ action: 'create' }),
  'RB-1062': () => ({ action: 'update', suspended: '1' }),
  'RB-2002': ({ department }) => ({ department: department!.slice(0, 30) }),
  'RB-2005': () => ({ password: 'Long-enough-7' }),
  'RB-2006': () => ({ country: 'GB' }),
  'RB-2012': () => ({ username: 'ambalindo' }),
  'RB-2013': () => ({ idnumber: '' }),
  'RB-2014': ({ username }) => ({ email: `${username}@example.com` }),
  'RB-2004': ({ username }) => ({ email: `${username}@example.com` }),
  'RB-3002': () => ({ numsections: '10' }),
  'RB-3004': () => ({ action: 'create', fullname: 'A course', category: '/New' }),
  'RB-3007': () => ({ link: '' }),
  'RB-3010': ({ category }) => ({ category: category!.replace(/\/$/, '') }),
  'RB-3011': () => ({ category: '/New' }),
  'RB-3022': () => ({ password: '' }),
  'RB-4001': () => ({ role: 'student' }),
  'RB-4002': () => ({ context: 'course' }),
  'RB-4003': () => ({ context: 'system', role: 'manager' }),
  'RB-4005': () => ({ context: 'system' }),
  'RB-4006': () => ({ completetime: '' }),
  'RB-4008': () => ({ action: 'create' }),
  'RB-4012': () => ({ grouping: '' }),
}
const BLANKED = ['RB-2001', 'RB-2003', 'RB-2011', 'RB-3005']

let engine: Awaited<ReturnType<typeof testHub>>
let runId: number

beforeAll(async () => {
  engine = await testHub()
  const { hub, defaults } = engine
  await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    applySiteFile(tx, defaults.siteId, JSON.parse(sample('site.json'))),
  )
  await importFiles(engine, day('day-1'), SETTINGS)
  runId = await importFiles(engine, day('day-2'), SETTINGS)
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('the rejects of a run', () => {
  test('are one file for each source file, with its header and three columns', async () => {
    const files = await filesWithRejects(engine.hub, engine.defaults.organisationId, runId)
    expect(files.map(({ name, rejected }) => [name, rejected])).toEqual([
      ['user.csv', 16],
      ['course.csv', 10],
      ['enroll.csv', 12],
    ])
    for (const { name } of files) {
      const [header] = (await text(name)).split('\n')
      const [own] = sample(`day-2/${name}`).split('\n')
      expect(header).toBe(`${own},rollbook_line,rollbook_code,rollbook_message`)
    }
  })

  test('have the values of each rejected row as they were, with line, code and message', async () => {
    const log = await Array.fromAsync(
      readLog(engine.hub, engine.defaults.organisationId, runId, { outcome: 'rejected', file: 'enroll.csv' }),
    )
    const sent = new Map(
      readPlainCsv(sample('day-2/enroll.csv'), ',').map(({ line, cells }) => [line, cells]),
    )
    const back = readPlainCsv(await text('enroll.csv'), ',')
    expect(back.map(({ cells }) => cells)).toEqual(
      log.map(({ line, code, message }) => ({
        ...sent.get(line),
        rollbook_line: String(line),
        rollbook_code: code,
        rollbook_message: message,
      })),
    )
  })

  test('give a row of the wrong length back as far as it could be read', async () => {
    const rows = (await text('user.csv')).split('\n')
    const short = rows.find((row) => row.includes(',446,RB-1024,'))!
    const line = sample('day-2/user.csv').split('\n')[446 - 1]!
    expect(short.startsWith(`${line},446,RB-1024,`)).toBe(true)
  })

  test('once mended are imported as they are: only their rows run, and all are accepted', async () => {
    const mended = await Promise.all(
      FILES.map(async (name) => ({ name: `mended-${name}`, content: await mend(name) })),
    )
    const next = await importFiles(engine, mended, SETTINGS)
    const { hub, defaults } = engine
    const entries = await Array.fromAsync(readLog(hub, defaults.organisationId, next))
    expect(entries.filter(({ outcome }) => outcome === 'rejected')).toEqual([])
    expect(entries).toHaveLength(
      mended.reduce((rows, { content }) => rows + readPlainCsv(content, ',').length, 0),
    )
    const files = await hub.store.asOrganisation(defaults.organisationId, (tx) => runFiles(tx, next))
    expect(files.map(({ state, inspection }) => [state, inspection!.warnings])).toEqual(
      FILES.map(() => ['done', []]),
    )
  })

  test('of a mended file that is rejected again have the three columns once', async () => {
    const content = 'action,shortname,fullname\nupdate,NONE-1,A\ncreate,NONE-2\nupdate,NONE-3,B\n'
    const run = await importFiles(engine, [{ name: 'first.csv', content }], SETTINGS)
    const once = (await text('first.csv', run)).split('\n')
    const again = await importFiles(engine, [{ name: 'again.csv', content: once.join('\n') }], SETTINGS)
    const twice = (await text('again.csv', again)).split('\n')
    expect(twice[0]).toBe('action,shortname,fullname,rollbook_line,rollbook_code,rollbook_message')
    expect(twice.map((row) => row.split(',RB-')[0])).toEqual([
      once[0],
      'update,NONE-1,A,2',
      'create,NONE-2,3',
      'update,NONE-3,B,4',
      '',
    ])
  })

  test('keep separator, line ends and encoding mark, and come in UTF-8 unless another encoding is asked for', async () => {
    const content = Buffer.from('action;username;city\r\nupdate;nobody;M\u00fcnchen, "Ost"\r\n', 'latin1')
    const settings = { separator: ';', encoding: 'windows-1252' }
    const run = await importFiles(engine, [{ name: 'west.csv', content }], settings)
    expect(await text('west.csv', run)).toBe(
      '\ufeffaction;username;city;rollbook_line;rollbook_code;rollbook_message\r\n' +
        'update;nobody;"M\u00fcnchen, ""Ost""";2;RB-1027;' +
        `${(await log(run))[0]!.message}\r\n`,
    )
    const bytes = await Array.fromAsync(
      rejects(engine.hub, engine.defaults.organisationId, run, 1, 'windows-1252'),
    )
    expect(Buffer.concat(bytes).toString('latin1')).toContain('update;nobody;"M\u00fcnchen')
  })

  test('disarm their own message when a column is named like a formula, and leave the values alone', async () => {
    const content = 'action,username,=city\nupdate,nobody,=1+1\n'
    const settings = { fieldMapping: { user: { city: '=city' } } }
    const run = await importFiles(
      engine,
      [{ name: 'formula.csv', content: content.replace('=1+1', `=${'x'.repeat(200)}`) }],
      settings,
    )
    const [, row] = (await text('formula.csv', run)).split('\n')
    expect(row).toContain('nobody,=xxx')
    expect(row).toContain(`"'=city`)
  })

  test('are told to be incomplete when the archive does not hold what the log tells', async () => {
    const run = await importFiles(
      engine,
      [{ name: 'lost.csv', content: 'action,username\nupdate,nobody\n' }],
      SETTINGS,
    )
    await engine.hub.store.asHouse(({ db }) =>
      db
        .updateTable('run_log_block')
        .set({ lines: [7] })
        .where('run_id', '=', run)
        .execute(),
    )
    expect(await refused(text('lost.csv', run))).toMatchObject({ code: 'RB-5034' })
  })
})

async function text(name: string, run = runId): Promise<string> {
  const { hub, defaults } = engine
  const files = await filesWithRejects(hub, defaults.organisationId, run)
  const { fileNo } = files.find((file) => file.name === name)!
  return Buffer.concat(await Array.fromAsync(rejects(hub, defaults.organisationId, run, fileNo))).toString()
}

function log(run: number) {
  return Array.fromAsync(readLog(engine.hub, engine.defaults.organisationId, run))
}

/** The rejects of a file with each row mended; rows that are no CSV of the right length are left out. */
async function mend(name: string): Promise<string> {
  const content = await text(name)
  const rows = readPlainCsv(content, ',')
  const header = content.split('\n', 1)[0]!.split(',')
  return [
    header,
    ...rows.map(({ cells }) => mendRow(cells)).map((cells) => header.map((column) => cells[column]!)),
  ]
    .map((row) => `${csvRow(row)}\n`)
    .join('')
}

function mendRow(cells: Record<string, string>): Record<string, string> {
  const code = cells['rollbook_code']!
  if (!BLANKED.includes(code)) return { ...cells, ...MENDED[code]!(cells) }
  // The message begins with the column, or names it after a colon.
  const column = Object.keys(cells).find((name) =>
    new RegExp(`(^|: )${name}\\b`).test(cells['rollbook_message']!),
  )!
  const empty = code === 'RB-2001' ? 'Leeds' : code === 'RB-3005' && column === 'shortname' ? 'NEW-1' : ''
  return { ...cells, [column]: empty }
}

function day(folder: string) {
  return FILES.map((name) => ({ name, content: sample(`${folder}/${name}`) }))
}

function sample(name: string): string {
  return readFileSync(join(SAMPLES, name), 'utf8')
}
