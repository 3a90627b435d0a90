import { open } from 'node:fs/promises'
import { bytesOf, type PackedRow, unpackRows } from './packed-row.ts'
import type { RunFormat } from './sort/run-file.ts'

/** Rows written at a time. */
const SLICE = 5_000

/** Files of packed rows: their bytes, one row behind the other. */
export const packedRuns: RunFormat<PackedRow> = {
  async write(path, rows) {
    await using file = await open(path, 'wx', 0o600)
    for (let at = 0; at < rows.length; at += SLICE) {
      await file.writeFile(Buffer.concat(rows.slice(at, at + SLICE).map(bytesOf)))
    }
  },

  async *read(path) {
    await using file = await open(path, 'r')
    let waiting: Buffer = Buffer.alloc(0)
    for await (const piece of file.createReadStream({ autoClose: false })) {
      const { rows, rest } = unpackRows(Buffer.concat([waiting, piece as Buffer]))
      waiting = rest
      if (rows.length > 0) yield rows
    }
  },
}
