import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Expected, expectedOfOddFiles, ODD_FILES } from '../support/odd-files.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import type { LoggedRecord, RunResult } from './run-result.ts'
import { type Sent, type TestHub, testHub } from './test-hub.ts'
import { importInto } from './trial.ts'

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
    const trials = [await importInto(home, [], [sent]), await importInto(home, [PEOPLE], [sent])]
    for (const { before, result, after, changedLines } of trials) {
      if (expected.refused === undefined) {
        expectLogged(result, expected)
        const rejected = result.log.filter(({ outcome }) => outcome === 'rejected').map(({ line }) => line)
        expect(changedLines.filter((line) => rejected.includes(line))).toEqual([])
      } else {
        expect(result).toMatchObject({ state: 'failed', finding: { code: 'RB-5011' }, log: [] })
        expect(result.files).toMatchObject([
          { state: 'refused', records: 0, finding: { code: expected.refused } },
        ])
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

function expectLogged({ state, files, log }: RunResult, expected: Expected): void {
  expect(state).toBe('succeeded')
  expect(files).toMatchObject([{ state: 'done', records: expected.records, finding: null }])
  expect(log).toHaveLength(expected.records!)
  for (const { line, code, field, value } of expected.findings ?? []) {
    const logged = log.find((record) => record.line === line)
    const wanted: Partial<LoggedRecord> = { outcome: 'rejected', code }
    expect(logged).toMatchObject({
      ...wanted,
      ...(field !== undefined && { field }),
      ...(value !== undefined && { value }),
    })
  }
}
