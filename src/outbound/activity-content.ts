import type { Candidate } from './candidate.ts'
import type { Content, Piece } from './content.ts'
import { record } from './csv/cells.ts'
import { LINE_ENDS } from './csv/profile.ts'
import type { Reach, Reading } from './file-plan.ts'
import { headingsOf } from './headings.ts'
import type { OutboundHub } from './hub.ts'
import { noteInLedger } from './ledger.ts'
import { columnsOf } from './row-maker.ts'
import { type ExportRun, stillRunning } from './runs.ts'
import type { Selected } from './select.ts'
import { selectRows } from './select.ts'

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
  const selected = await selectRows(hub, reading, reach, replaced, (tx) => stillRunning(tx, run))
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
  for await (const batch of selected.sorted()) {
    const noted = await hub.store.asOrganisation(run.organisationId, async (tx) => {
      await stillRunning(tx, run)
      return noteInLedger(tx, run, fileId, batch)
    })
    yield pieceOf(batch, new Set(noted))
  }
}

/** What a site tells twice stands in a file once. */
function pieceOf(batch: readonly Candidate[], noted: Set<string>): Piece {
  let text = ''
  let rows = 0
  for (const { line, digests } of batch) {
    if (!noted.delete(digests.key)) continue
    text += line
    rows++
  }
  return { text, rows }
}
