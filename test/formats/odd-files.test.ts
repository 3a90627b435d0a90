import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { openContainer } from '../../src/formats/containers/container.ts'
import { MAX_COLUMNS } from '../../src/formats/csv/limits.ts'
import type { SourceFile } from '../../src/formats/format.ts'
import { bytesFile } from '../support/bytes-file.ts'
import { type Expected, type ExpectedFinding, expectedOfOddFiles, ODD_FILES } from '../support/odd-files.ts'
import { readFile, refusalOf } from '../support/read-file.ts'

const expectations = expectedOfOddFiles()

describe('an odd file', () => {
  test.each(expectations)('%s', async (name, expected) => {
    const path = join(ODD_FILES, name)
    const open = async () => readFile((await openContainer(path, name, expected.kind))[0]!)
    if (expected.refused !== undefined) {
      expectFinding(await refusalOf(open), { code: expected.refused, mentions: expected.mentions })
    } else {
      expectRead(await open(), expected)
    }
  })

  test('has its expectation, and each expectation its file', () => {
    const files = readdirSync(ODD_FILES).filter((name) => name.endsWith('.csv'))
    expect(expectations.map(([name]) => name).sort()).toEqual(files.sort())
  })
})

function expectRead({ inspection, records }: Awaited<ReturnType<typeof readFile>>, expected: Expected): void {
  expect(records).toHaveLength(expected.records!)
  expect(inspection).toMatchObject({ records: expected.records, blankLines: expected.blankLines ?? 0 })
  expect(inspection.warnings).toHaveLength(expected.warnings?.length ?? 0)
  for (const [i, warning] of (expected.warnings ?? []).entries()) {
    expectFinding(inspection.warnings[i]!, warning)
  }

  const refused = records.filter((record) => record.finding !== undefined)
  expect(refused.map((record) => record.line)).toEqual((expected.findings ?? []).map(({ line }) => line))
  for (const [i, { line: _, ...finding }] of (expected.findings ?? []).entries()) {
    expectFinding(refused[i]!.finding!, finding)
    expect(refused[i]!.action).toBeUndefined()
  }
  for (const { line, field, value } of expected.values ?? []) {
    const fields = records.find((record) => record.line === line)?.action?.fields
    expect(fields).toHaveProperty(field, value)
  }
  if (expected.keys !== undefined) expect(records.map((record) => record.key)).toEqual(expected.keys)
}

function expectFinding(finding: Finding, { mentions = [], ...parts }: ExpectedFinding): void {
  expect(finding).toMatchObject(parts)
  for (const mention of mentions) expect(finding.message.toLowerCase()).toContain(mention.toLowerCase())
  // A log line must stay a line, whatever the file holds.
  expect(finding.message).not.toMatch(/[\r\n]/)
  expect(finding.message.length).toBeLessThan(1_000)
}

describe('an enormous file', () => {
  /** Counts what is read of `pieces` copies of `piece` behind `head`. */
  function enormous(head: string, piece: string, pieces: number) {
    const read = { pieces: 0 }
    const file: SourceFile = {
      name: 'enormous.csv',
      kind: 'user',
      async *open() {
        yield Buffer.from(head)
        const bytes = Buffer.from(piece)
        for (let i = 0; i < pieces; i++) {
          read.pieces++
          yield bytes
        }
      },
    }
    return { file, read }
  }

  test('with a line of 100 MB is refused after the first two megabytes', async () => {
    const { file, read } = enormous('action,username\nupdate,', 'x'.repeat(100_000), 1_000)
    const { code, message } = await refusalOf(() => readFile(file))
    expect(code).toBe('RB-1022')
    expect(message).toContain('line 2')
    expect(read.pieces).toBeLessThan(30)
  })

  test('with a quoted value of 100 MB is refused with the line where it opens', async () => {
    const { file, read } = enormous('action,username\nupdate,"', 'x\n'.repeat(50_000), 1_000)
    const { code, message } = await refusalOf(() => readFile(file))
    expect(code).toBe('RB-1029')
    expect(message).toContain('line 2')
    expect(read.pieces).toBeLessThan(30)
  })

  test('with a million columns is refused with the limit', async () => {
    const wide = await refusalOf(() => readFile(bytesFile(`${'c,'.repeat(1_000_000)}c\n`, 'user')))
    expect(wide.code).toBe('RB-1022')
    const narrow = await refusalOf(() => readFile(bytesFile(`${'c,'.repeat(MAX_COLUMNS)}c\n`, 'user')))
    expect(narrow.code).toBe('RB-1023')
    expect(narrow.message).toContain(String(MAX_COLUMNS))
  })

  test('of a row with half a million cells, the row alone is refused', async () => {
    const { records } = await readFile(
      bytesFile(`action,username\nupdate,${','.repeat(500_000)}\nupdate,asmith\n`, 'user'),
    )
    expect(records.map((record) => record.finding?.code)).toEqual(['RB-1025', undefined])
    expect(records[0]!.finding!.message).toContain(`more than ${MAX_COLUMNS}`)
  })
})
