import type { AccountFiles, HubFiles } from '../../storage/hub-files.ts'
import type { Storage } from '../../storage/storage.ts'
import type { SftpAccount } from '../host.ts'
import type { Upload } from './upload.ts'

/** What arrived, and the answers to it, stay this long: as long as outbound files do (outbound rule O-47). */
const KEPT_MS = 28 * 24 * 60 * 60_000
/** Of uploads that were broken off, so that they can be resumed. */
const BROKEN_OFF_KEPT_MS = 7 * 24 * 60 * 60_000

/** What the sessions of one account share: its files, the uploads under way, and how much it holds. */
export interface AccountSpace extends Pick<AccountFiles, 'own' | 'partial' | 'takeIn'> {
  /** Outbound files; never written. */
  readonly outbox: Storage
  /** By path below `own`, such as `inbox/users.csv`. */
  readonly uploads: Map<string, Upload>
  /** Bytes. */
  held: number
}

/** Clears away what is past its time, and counts the rest. */
export async function openSpace(files: HubFiles, account: SftpAccount, now: number): Promise<AccountSpace> {
  const { organisationId, id, outboundFolder } = account
  const { own, partial, takeIn } = files.account(organisationId, id)
  let held = 0
  for (const folder of ['archive', 'receipts']) held += await sizeSince(own, folder, now - KEPT_MS)
  for (const folder of ['inbox', 'check']) {
    held += await sizeSince(own, folder, 0)
    held += await sizeSince(partial, folder, now - BROKEN_OFF_KEPT_MS)
  }
  return {
    outbox: files.outbox(organisationId, outboundFolder),
    own,
    partial,
    takeIn,
    uploads: new Map(),
    held,
  }
}

/** Bytes of a folder. What is older goes. */
async function sizeSince(storage: Storage, folder: string, since: number): Promise<number> {
  let bytes = 0
  for await (const { name, size, modifiedAt } of storage.list(folder)) {
    if (modifiedAt < since) await storage.remove(`${folder}/${name}`)
    else bytes += size
  }
  return bytes
}
