import type { FolderStorage } from './folder.ts'
import type { Storage } from './storage.ts'

/**
 * Where the files lie that organisations collect and send: in the data folder, or in a bucket. Each organisation and each
 * account has a root of its own, from which no path leads to another's.
 */
export interface HubFiles extends Disposable {
  /**
   * What the accounts of an organisation collect; exports publish here.
   *
   * @param folder a part of it, '' for all. Throws RB-7202 for one that leads elsewhere
   */
  outbox(organisationId: number, folder?: string): Storage
  account(organisationId: number, accountId: number): AccountFiles
}

/** What one account sent, and what it was answered. */
export interface AccountFiles {
  /** `inbox/`, `check/`, `receipts/` and `archive/`: files that are whole. */
  readonly own: Storage
  /**
   * Uploads that are not whole yet, by the path that they will have in `own`: in a folder of this machine in any case,
   * where they are written at any position and can be gone on with.
   */
  readonly partial: FolderStorage
  /** Moves a whole upload from `partial` to its place in `own`, over a file that is there. */
  takeIn(path: string): Promise<void>
  /** Has `work` read a file of `own` on the disk of this machine. Throws RB-7201. */
  onDisk<T>(path: string, work: (place: string) => Promise<T>): Promise<T>
}
