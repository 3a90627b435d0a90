import type { Content, Piece } from './content.ts'
import { record } from './csv/cells.ts'
import { LINE_ENDS } from './csv/profile.ts'
import type { Reach, Reading } from './file-plan.ts'
import { headingsOf } from './headings.ts'
import type { OutboundHub } from './hub.ts'
import { noteInLedger } from './ledger.ts'
import { columnsOf } from './row-maker.ts'
import { type ExportRun, signOfLife, stillRunning } from './runs.ts'
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
  let last = ''
  let ready: Piece | null = null
  for await (const batch of selected.sorted()) {
    // What a site tells twice stands side by side, and in the file once.
    const rows = batch.filter(({ digests: { key } }) => {
      const again = key === last
      last = key
      return !again
    })
    const noted = hub.store.asOrganisation(run.organisationId, async (tx) => {
      noteInLedger(tx, run, fileId, rows)
      await stillRunning(tx, run)
    })
    // While the database notes this batch, the one before is written. It is awaited below, unless writing fails.
    noted.catch(() => undefined)
    if (ready !== null) yield ready
    await noted
    ready = { text: rows.map(({ line }) => line).join(''), rows: rows.length }
  }
  if (ready !== null) yield ready
}
