import { type FolderStorage, folderStorage } from '../../storage/folder.ts'
import { accountFolder, outboxFolder } from '../../storage/places.ts'
import type { SftpAccount } from '../host.ts'
import type { Upload } from './upload.ts'

/** What arrived, and the answers to it, stay this long: as long as outbound files do (outbound rule O-47). */
const KEPT_MS = 28 * 24 * 60 * 60_000
/** Of uploads that were broken off, so that they can be resumed. */
const BROKEN_OFF_KEPT_MS = 7 * 24 * 60 * 60_000
const SWEPT = {
  archive: KEPT_MS,
  receipts: KEPT_MS,
  'partial/inbox': BROKEN_OFF_KEPT_MS,
  'partial/check': BROKEN_OFF_KEPT_MS,
}
const COUNTED = ['inbox', 'check', 'archive', 'receipts', 'partial/inbox', 'partial/check']

/** What the sessions of one account share: its files, the uploads under way, and how much it holds. */
export interface AccountSpace {
  /** Outbound files; never written. */
  readonly outbox: FolderStorage
  /** `inbox/`, `check/`, `receipts/`, `archive/`, and `partial/` for what is not whole yet. */
  readonly own: FolderStorage
  /** By path below `own`, such as `inbox/users.csv`. */
  readonly uploads: Map<string, Upload>
  /** Bytes. */
  held: number
}

/** Clears away what is past its time, and counts the rest. */
export async function openSpace(
  dataFolder: string,
  account: SftpAccount,
  now: number,
): Promise<AccountSpace> {
  const outbox = outboxFolder(dataFolder, account.organisationId)
  const own = folderStorage(accountFolder(dataFolder, account.organisationId, account.id))
  for (const [folder, keptMs] of Object.entries(SWEPT)) await sweep(own, folder, now - keptMs)
  let held = 0
  for (const folder of COUNTED) for await (const { size } of own.list(folder)) held += size
  return { outbox: folderStorage(`${outbox}/${account.outboundFolder}`), own, uploads: new Map(), held }
}

async function sweep(own: FolderStorage, folder: string, before: number): Promise<void> {
  for await (const { name, modifiedAt } of own.list(folder)) {
    if (modifiedAt < before) await own.remove(`${folder}/${name}`)
  }
}
