import { refusal } from '../domain/finding.ts'
import { putWhole } from '../transport/storage/put-whole.ts'
import { awaitDelivery } from './delivery/deliveries.ts'
import { changeFile, type ExportFile, exportFiles, pathOf } from './export-files.ts'
import { type Export, exportNamed } from './exports.ts'
import { firstRecordEnd } from './first-record.ts'
import type { OutboundHub } from './hub.ts'
import { keptBytes } from './kept-bytes.ts'

/** Which of the files that an export published: by local date, by number, or all of a range of dates, both included. */
export type Wanted =
  | { readonly date: string }
  | { readonly sequence: number }
  | { readonly from: string; readonly to: string }

/**
 * Files that an export published, in the order of publication; those that were replaced only by their number. Throws
 * RB-7106 for an export that is not there, RB-7116 when nothing fits.
 */
export async function findIssued(
  hub: OutboundHub,
  organisationId: number,
  name: string,
  wanted: Wanted,
): Promise<{ readonly of: Export; readonly files: readonly ExportFile[] }> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const of = await exportNamed(tx, organisationId, name)
    const issued = await exportFiles(tx, { organisationId, exportId: of.id }, ['published', 'replaced'])
    const files = issued
      .filter((file) => fits(file, wanted))
      .sort((one, other) => one.sequence! - other.sequence!)
    if (files.length === 0) throw refusal('RB-7116', { value: name, wanted: wantedText(wanted) })
    return { of, files }
  })
}

function fits({ sequence, state, kind, date }: ExportFile, wanted: Wanted): boolean {
  if ('sequence' in wanted) return sequence === wanted.sequence
  if (state !== 'published' || kind === 'history') return false
  return 'date' in wanted ? date === wanted.date : date >= wanted.from && date <= wanted.to
}

function wantedText(wanted: Wanted): string {
  if ('sequence' in wanted) return `the number ${wanted.sequence}`
  return 'date' in wanted ? `the date ${wanted.date}` : `the dates ${wanted.from} to ${wanted.to}`
}

/**
 * Puts files into the outbox again, byte for byte as they were, and lets them be delivered again where they are no longer
 * at their destinations. A file that was replaced since stays out: its name is
 * that of another. Gives those that were put there. Throws RB-7115 for a kept copy that is damaged.
 */
export async function reissueFiles(
  hub: OutboundHub,
  { organisationId, id: exportId }: Export,
  files: readonly ExportFile[],
): Promise<ExportFile[]> {
  const outbox = hub.files.outbox(organisationId)
  const current = files.filter(({ state }) => state === 'published')
  for (const file of current) {
    await putWhole(outbox, pathOf(file), issuedBytes(hub, organisationId, [file]))
    const now = hub.now()
    await hub.store.asOrganisation(organisationId, async (tx) => {
      const of = { organisationId, exportId }
      await changeFile(tx, of, file.id, { reissued_at: new Date(now), removed_at: null })
      await awaitDelivery(tx, of, file.id, null, now)
    })
  }
  return current
}

/**
 * The bytes of published files as one file: headings once, then the records of each. Throws RB-7115 for a kept copy that
 * is damaged, RB-7125 when the headings of two files differ.
 */
export async function* issuedBytes(
  hub: OutboundHub,
  organisationId: number,
  files: readonly ExportFile[],
): AsyncGenerator<Uint8Array> {
  let headings: Buffer | null = null
  for (const { name, sha256 } of files) {
    let head: Buffer | null = Buffer.alloc(0)
    for await (const piece of keptBytes(hub.dataFolder, organisationId, { name, sha256: sha256! })) {
      if (head === null) {
        yield piece
        continue
      }
      head = Buffer.concat([head, piece])
      const end = firstRecordEnd(head)
      if (end === null) continue
      const own = head.subarray(0, end)
      if (headings !== null && !headings.equals(own))
        throw refusal('RB-7125', { value: name, first: files[0]!.name })
      yield headings === null ? head : head.subarray(end)
      headings ??= own
      head = null
    }
  }
}
