import { leaveToLater } from '../store/later.ts'
import type { Content, Piece } from './content.ts'
import { record } from './csv/cells.ts'
import { LINE_ENDS } from './csv/profile.ts'
import type { Reach, Reading } from './file-plan.ts'
import { headingsOf } from './headings.ts'
import type { OutboundHub } from './hub.ts'
import { noteInLedger, refuseRepeated } from './ledger-notes.ts'
import { hasSameKey, linesOf, type PackedRow } from './packed-row.ts'
import { columnsOf } from './row-maker.ts'
import { type ExportRun, signOfLife, stillRunning } from './runs.ts'
import { SeenKeys } from './seen-keys.ts'
import type { Selected } from './select.ts'
import { selectRows } from './select.ts'

/** Batches that the database notes, with a connection each, while the ones before are written. */
const NOTED_AHEAD = 2

/** The first record of an activity file. Throws RB-7101 and RB-7102. */
export function headOf({ rules, settings }: Reading): string {
  return record(headingsOf(columnsOf(rules), settings)) + LINE_ENDS[settings.lineEnding]
}

/** Selects the rows of a file, to be noted as delivered while they are written. To be disposed of. */
export async function activityContent(
  hub: OutboundHub,
  run: ExportRun,
  reading: Reading,
  reach: Reach,
  replaced: number | null,
): Promise<Content & AsyncDisposable> {
  const head = headOf(reading)
  const selected = await selectRows(hub, reading, reach, replaced, (tx) => signOfLife(tx, run))
  return {
    head,
    counts: selected.counts,
    isEmpty: selected.counts.rows === 0,
    pieces: (fileId) => notedPieces(hub, run, selected, fileId),
    [Symbol.asyncDispose]: () => selected[Symbol.asyncDispose](),
  }
}

async function* notedPieces(
  hub: OutboundHub,
  run: ExportRun,
  selected: Selected,
  fileId: number,
): AsyncGenerator<Piece> {
  let last: PackedRow | null = null
  const seen = new SeenKeys(selected.counts.rows)
  let mayRepeat = false
  const underWay: Promise<Piece>[] = []
  try {
    for await (const batch of selected.sorted()) {
      // What a site tells twice stands side by side, and in the file once.
      const rows = batch.filter((row) => {
        const again = last !== null && hasSameKey(row, last)
        last = row
        if (!again && seen.meet(row)) mayRepeat = true
        return !again
      })
      const noted = noteBatch(hub, run, fileId, rows)
      // It is awaited below, unless an earlier one fails.
      noted.catch(() => undefined)
      underWay.push(noted)
      if (underWay.length > NOTED_AHEAD) yield await underWay.shift()!
    }
    for (const noted of underWay) yield await noted
    if (mayRepeat) {
      await hub.store.asOrganisation(run.organisationId, async (tx) => {
        await signOfLife(tx, run)
        await refuseRepeated(tx, run, fileId)
      })
    }
  } finally {
    // Whoever takes the file back forgets what was noted: nothing may be noted after that.
    await Promise.allSettled(underWay)
  }
}

async function noteBatch(
  hub: OutboundHub,
  run: ExportRun,
  fileId: number,
  rows: readonly PackedRow[],
): Promise<Piece> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    leaveToLater(tx)
    noteInLedger(tx, run, fileId, rows)
    await stillRunning(tx, run)
  })
  return { text: linesOf(rows), rows: rows.length }
}
