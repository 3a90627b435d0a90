import { expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import type { Inspection, SourceFile } from '../../../src/formats/format.ts'
import { snapshotCsv } from '../../../src/formats/snapshot-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mutate } from '../mutations.ts'
import { HEADER } from './read-list.ts'

const MUTANTS = 2000

const SEEDLING = Buffer.from(
  `\ufeff"${HEADER.replaceAll(',', '","')}","team"\r\n${[1, 2, 3, 2]
    .map((n) => `"u${n}","u${n}@example.org","Zoë","O ""Ace"", Jr","${n}","red"\r\n`)
    .join('')}`,
)

test('a damaged list is refused whole or read whole, each record an action or a finding', async () => {
  for (let seed = 1; seed <= MUTANTS; seed++) {
    const file = bytesFile(mutate(SEEDLING, seed), undefined, 1 + (seed % 90))
    expect(await problemOf(file), `seed ${seed}`).toBeNull()
  }
})

/** What must never happen with any list, or null. */
async function problemOf(file: SourceFile): Promise<string | null> {
  const settings = snapshotCsv.settings({})
  let inspection: Inspection
  try {
    inspection = await snapshotCsv.inspect(file, settings)
  } catch (error) {
    return error instanceof RollbookError ? null : `${error}`
  }
  let line = 1
  let count = 0
  for await (const batch of snapshotCsv.records(file, inspection, settings, 3)) {
    for (const record of batch) {
      if (record.line <= line) return `line ${record.line} after line ${line}`
      line = record.line
      count++
      if ((record.action === undefined) === (record.finding === undefined)) return `line ${line} is no record`
      if (record.key === null && record.action !== undefined) return `line ${line} has no key`
    }
  }
  return count === inspection.records ? null : `${count} records, ${inspection.records} counted`
}
