import { expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import type { SourceFile } from '../../../src/formats/format.ts'
import { checkPackage } from '../../../src/formats/oneroster-csv/check-package.ts'
import { onerosterCsv } from '../../../src/formats/oneroster-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mulberry32, mutate } from '../mutations.ts'
import { GOOD, packageOf } from './packages.ts'

const MUTANTS = 2000

test('damaged packages are refused whole or read whole, each record an action or a finding', async () => {
  const seedlings = await Promise.all(
    [
      packageOf(GOOD),
      packageOf(
        {
          ...GOOD,
          users: [
            'u1,active,2024-01-01T00:00:00Z,true,ann,,Ann,"O""ne",,,a@b.example,,,,09,x,,Annie,,,s1,',
            'u2,inactive,,false,bob,,Bob,Two,,,,,,,,,,,,,,',
          ],
          roles: ['r1,,,u1,primary,student,,,s1,'],
        },
        { version: '1.2', modes: { users: 'delta' } },
      ),
    ].map(bytesOf),
  )
  for (let seed = 1; seed <= MUTANTS; seed++) {
    const seedling = seedlings[seed % 2]!
    const random = mulberry32(seed)
    const victim = Math.floor(random() * seedling.length)
    const files = seedling.map(({ name, bytes }, index) =>
      bytesFile(index === victim ? mutate(bytes, seed) : bytes, undefined, 1 + (seed % 90), name),
    )
    expect(await problemOf(files), `seed ${seed}, ${seedling[victim]!.name}`).toBeNull()
  }
})

/** What must never happen with any package, or null. */
async function problemOf(files: readonly SourceFile[]): Promise<string | null> {
  const settings = onerosterCsv.settings({})
  try {
    await checkPackage(files)
    const parts = await onerosterCsv.inspectAll!(files, settings)
    const refused = parts.filter(({ finding }) => finding !== undefined).length
    if (refused !== 0 && refused !== files.length) return `${refused} of ${files.length} files are refused`
    for (const { file, inspection } of parts) {
      if (inspection === undefined) continue
      let line = 1
      let count = 0
      for await (const batch of onerosterCsv.records(files[file]!, inspection, settings, 3, files)) {
        for (const record of batch) {
          if (record.line <= line) return `line ${record.line} after line ${line}`
          line = record.line
          count++
          if ((record.action === undefined) === (record.finding === undefined))
            return `line ${line} is no record`
        }
      }
      if (count !== inspection.records) return `${count} records, ${inspection.records} counted`
    }
    return null
  } catch (error) {
    return error instanceof RollbookError ? `refused too late: ${error.message}` : `${error}`
  }
}

async function bytesOf(files: readonly SourceFile[]): Promise<{ name: string; bytes: Uint8Array }[]> {
  const read: { name: string; bytes: Uint8Array }[] = []
  for (const { name, open } of files) {
    const chunks: Uint8Array[] = []
    for await (const chunk of open()) chunks.push(chunk)
    read.push({ name, bytes: Buffer.concat(chunks) })
  }
  return read
}
