import { sql } from 'kysely'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/store/store.ts'
import { type Expected, expectedOfOddFiles, ODD_FILES } from '../support/odd-files.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { type LoggedRecord, type RunResult, resultOf } from './run-result.ts'
import { type Dump, siteDump, siteTables } from './site-dump.ts'
import { anotherOrganisation, importFiles, type Sent, type TestHub, testHub } from './test-hub.ts'

/** Whom the rows of the corpus that update or delete somebody mean. */
const PEOPLE: Sent = {
  name: 'people.csv',
  content: `action,username,password,firstname,lastname,email,city
create,asmith,Passw0rd!x,Ann,Smith,asmith@example.org,Ely
create,bjones,Passw0rd!x,Bob,Jones,bjones@example.org,Ely
create,cwhite,Passw0rd!x,Carol,White,cwhite@example.org,Ely
`,
}

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

describe('an odd file, imported', () => {
  test.each(expectedOfOddFiles())('%s', async (name, expected) => {
    const sent = { name, content: readFileSync(join(ODD_FILES, name)), kind: expected.kind }
    const trials = [await importInto(`${name}, empty site`, [], sent), await importInto(name, [PEOPLE], sent)]
    for (const { before, result, after, changedLines } of trials) {
      if (expected.refused === undefined) {
        expectLogged(result, expected)
        const rejected = result.log.filter(({ outcome }) => outcome === 'rejected').map(({ line }) => line)
        expect(changedLines.filter((line) => rejected.includes(line))).toEqual([])
      } else {
        expect(result).toMatchObject({ state: 'failed', finding: { code: 'RB-5011' }, log: [] })
        expect(result.files).toMatchObject([{ state: 'refused', records: 0, finding: { code: expected.refused } }])
      }
      if (changedLines.length === 0) expect(after).toEqual(before)
    }
    for (const { line, field, value } of expected.values ?? []) {
      const written = trials.flatMap(({ valuesOf }) => valuesOf(line, field))
      expect(written, `${field} of line ${line}`).toContain(value)
    }
  })

  test('loses no record, and leaves nothing that refers to nothing', async () => {
    expect(await home.hub.store.asHouse(unbalancedFiles)).toEqual([])
    expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
  })
})

interface Trial {
  readonly result: RunResult
  readonly before: Dump
  readonly after: Dump
  /** Lines of the file that the site names as the makers of something. */
  readonly changedLines: readonly number[]
  /** What a line of the file wrote into a field of a user. */
  valuesOf(line: number, field: string): string[]
}

async function importInto(name: string, first: readonly Sent[], sent: Sent): Promise<Trial> {
  const { hub } = home
  const defaults = await anotherOrganisation(hub.store, name)
  const own: TestHub = { hub, defaults }
  const asOwn = <T>(work: (tx: Tx) => Promise<T>) => hub.store.asOrganisation(defaults.organisationId, work)
  if (first.length > 0) await importFiles(own, first)
  const before = await asOwn(siteDump)
  const runId = await importFiles(own, [sent])
  const writings = await asOwn((tx) => writingsOf(tx, runId))
  return {
    result: await resultOf(own, runId),
    before,
    after: await asOwn(siteDump),
    changedLines: writings.map(({ line }) => line),
    valuesOf: (line, field) =>
      writings.filter((writing) => writing.line === line).map(({ values }) => String(values[field])),
  }
}

/** What a run made or changed, as the new rows and the history tell it. */
async function writingsOf(tx: Tx, runId: number) {
  const rows: { line: number; values: Record<string, unknown> }[] = []
  for (const table of await siteTables(tx)) {
    const made = await sql<{ line: number; values: Record<string, unknown> }>`
      select (values->>'origin_line')::integer as line, values
      from (select to_jsonb(t) as values from ${sql.table(table)} t) made
      where (values->>'origin_run')::bigint = ${runId}`.execute(tx.db)
    rows.push(...made.rows)
  }
  const changed = await sql<{ line: number; values: Record<string, unknown> }>`
    select h.line, to_jsonb(u) || coalesce(h.after, h.before) as values
    from history h left join site_user u on u.id = h.user_id where h.run_id = ${runId}`.execute(tx.db)
  return [...rows, ...changed.rows]
}

function expectLogged({ state, files, log }: RunResult, expected: Expected): void {
  expect(state).toBe('succeeded')
  expect(files).toMatchObject([{ state: 'done', records: expected.records, finding: null }])
  expect(log).toHaveLength(expected.records!)
  for (const { line, code, field, value } of expected.findings ?? []) {
    const logged = log.find((record) => record.line === line)
    const wanted: Partial<LoggedRecord> = { outcome: 'rejected', code }
    expect(logged).toMatchObject({ ...wanted, ...(field !== undefined && { field }), ...(value !== undefined && { value }) })
  }
}
