import { expect, test } from 'vitest'
import { snapshotEnrolmentsCsv } from '../../../src/formats/snapshot-enrolments-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mutate } from '../mutations.ts'
import { streamProblem } from '../stream-problem.ts'

const MUTANTS = 1500

const SEEDLING = Buffer.from(
  `\ufeff"uniqueid","course","role","begin","end","group"\r\n${[1, 2, 3, 2]
    .map((n) => `"${n}","BIO ""A""","student","2024-09-0${n}","","Labör, 1"\r\n`)
    .join('')}`,
)

test('a damaged list is refused whole or read whole, each record an action or a finding', async () => {
  for (let seed = 1; seed <= MUTANTS; seed++) {
    const file = bytesFile(mutate(SEEDLING, seed), undefined, 1 + (seed % 90))
    expect(await streamProblem(snapshotEnrolmentsCsv, file), `seed ${seed}`).toBeNull()
  }
})
