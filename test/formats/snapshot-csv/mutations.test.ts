import { expect, test } from 'vitest'
import { snapshotCsv } from '../../../src/formats/snapshot-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mutate } from '../mutations.ts'
import { streamProblem } from '../stream-problem.ts'
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
    expect(await streamProblem(snapshotCsv, file), `seed ${seed}`).toBeNull()
  }
})
