import { expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import type { SourceFile } from '../../../src/formats/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mutate } from '../mutations.ts'
import { readList } from './read-list.ts'

const MUTANTS = 1500

const SEEDLING = Buffer.from(
  `\ufeff"uniqueid","course","role","begin","end","group"\r\n${[1, 2, 3, 2]
    .map((n) => `"${n}","BIO ""A""","student","2024-09-0${n}","","Labör, 1"\r\n`)
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
  try {
    const { inspection, records } = await readList(file, {}, 3)
    let line = 1
    for (const record of records) {
      if (record.line <= line) return `line ${record.line} after line ${line}`
      line = record.line
      if ((record.action === undefined) === (record.finding === undefined)) return `line ${line} is no record`
      if (record.key === null && record.action !== undefined) return `line ${line} has no key`
    }
    return records.length === inspection.records ? null : `${records.length} of ${inspection.records} records`
  } catch (error) {
    return error instanceof RollbookError ? null : `${error}`
  }
}
