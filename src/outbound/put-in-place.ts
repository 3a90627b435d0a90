import { createHash } from 'node:crypto'
import { leaveToLater } from '../store/later.ts'
import { putWhole } from '../transport/storage/put-whole.ts'
import type { Storage } from '../transport/storage/storage.ts'
import { awaitDelivery } from './delivery/deliveries.ts'
import { changeFile, dropFile, dropSkipped, type ExportFile, exportFiles, pathOf } from './export-files.ts'
import type { OutboundHub } from './hub.ts'
import { forgetFile, type LedgerOf } from './ledger.ts'
import { manifestName } from './manifest.ts'
import { type ExportRun, stillRunning } from './runs.ts'

/**
 * The last step of a publication, after the rename: the manifest is put beside the file when it is wanted, and in one
 * transaction the file is published and what it takes the place of is no more. Until then its rows count as undelivered
 * (outbound rule O-40). From now on it waits for its delivery to others.
 */
export async function confirmFile(
  hub: OutboundHub,
  run: ExportRun,
  outbox: Storage,
  file: Pick<ExportFile, 'id' | 'date' | 'folder' | 'name' | 'replaces'>,
  manifest: string | null,
): Promise<void> {
  if (manifest !== null) await putWhole(outbox, manifestName(pathOf(file)), [Buffer.from(manifest)])
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    // The end of the run makes it durable.
    leaveToLater(tx)
    await stillRunning(tx, run)
    if (file.replaces !== null) {
      await changeFile(tx, run, file.replaces, { state: 'replaced' })
      await forgetFile(tx, run, file.replaces)
    }
    await Promise.all([
      dropSkipped(tx, run, file.date),
      changeFile(tx, run, file.id, { state: 'published', published_at: new Date(run.now) }),
      awaitDelivery(tx, run, file.id, file.replaces, run.now),
    ])
  })
}

/** Takes back a file that was begun and not put in place: nothing of it was delivered. */
export async function takeBackFile(hub: OutboundHub, of: LedgerOf, fileId: number): Promise<void> {
  await hub.store.asOrganisation(of.organisationId, async (tx) => {
    await forgetFile(tx, of, fileId)
    await dropFile(tx, of, fileId)
  })
}

/**
 * Settles what an interrupted run left, by looking: a file that lies in the outbox with the content that was to be put
 * there was published, everything else was not. So nothing is lost and nothing is sent twice, whenever the process ended.
 * Its drafts go.
 */
export async function settleFiles(
  hub: OutboundHub,
  run: ExportRun,
  outbox: Storage,
  manifests: boolean,
): Promise<void> {
  const begun = await hub.store.asOrganisation(run.organisationId, (tx) =>
    exportFiles(tx, run, ['writing', 'publishing']),
  )
  for (const file of begun) {
    await outbox.dropDrafts(pathOf(file))
    await outbox.dropDrafts(manifestName(pathOf(file)))
    const inPlace = file.state === 'publishing' && (await hashInOutbox(outbox, pathOf(file))) === file.sha256
    if (inPlace) await confirmFile(hub, run, outbox, file, manifests ? file.manifest : null)
    else await takeBackFile(hub, run, file.id)
  }
}

/** 64 hex digits, or null when there is no such file. */
export async function hashInOutbox(
  outbox: Pick<Storage, 'stat' | 'read'>,
  path: string,
): Promise<string | null> {
  const found = await outbox.stat(path)
  if (found?.kind !== 'file') return null
  const hash = createHash('sha256')
  for await (const piece of outbox.read(path)) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}
