import type { SftpAccount, SftpHost, SftpNote } from './host.ts'
import type { SftpLimits } from './limits.ts'
import type { Changes } from './tree/changes.ts'
import type { AccountSpace } from './tree/space.ts'
import type { Tree } from './tree/tree.ts'

/** What the channels of one signed-in connection work with. */
export interface SftpSession {
  readonly account: SftpAccount
  readonly space: AccountSpace
  readonly tree: Tree
  readonly changes: Changes
  readonly host: SftpHost
  readonly limits: SftpLimits
  readonly now: () => number
  /** Puts on record what happened in this connection. */
  note(what: Omit<SftpNote, 'account' | 'session' | 'address' | 'at'>): void
  /** Something was answered: the client is not idle. */
  alive(): void
}
