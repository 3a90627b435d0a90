import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvLine, PLAIN_CSV } from '../../scripts/samples/table.ts'

/** Rows that are written at once. */
const ROWS_WRITTEN = 2000

/** Writes a CSV file as its rows are made, whatever its size. */
export async function writeCsvFile(
  path: string,
  header: readonly string[],
  rows: number,
  rowAt: (index: number) => readonly string[],
): Promise<void> {
  const line = (cells: readonly string[]) => csvLine(cells, PLAIN_CSV) + PLAIN_CSV.lineEnd
  function* lines() {
    let text = line(header)
    for (let index = 0; index < rows; index++) {
      text += line(rowAt(index))
      if (index % ROWS_WRITTEN < ROWS_WRITTEN - 1) continue
      yield text
      text = ''
    }
    yield text
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
}
