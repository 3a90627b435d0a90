import type { HubFiles } from '../storage/hub-files.ts'
import type { SftpAccount } from './host.ts'
import { type AccountSpace, openSpace } from './tree/space.ts'

interface Shared {
  sessions: number
  readonly space: Promise<AccountSpace>
}

/** Spaces of the accounts that are signed in, each opened with its first session and given up with its last. */
export class Spaces {
  readonly #files: HubFiles
  readonly #shared = new Map<number, Shared>()

  constructor(files: HubFiles) {
    this.#files = files
  }

  sessionsOf({ id }: SftpAccount): number {
    return this.#shared.get(id)?.sessions ?? 0
  }

  /** Counts a session in. `leave` is to be called once when it has ended. */
  enter(account: SftpAccount, now: number): { readonly space: Promise<AccountSpace>; leave(): void } {
    const shared = this.#shared.get(account.id) ?? {
      sessions: 0,
      space: openSpace(this.#files, account, now),
    }
    this.#shared.set(account.id, shared)
    shared.sessions++
    return {
      space: shared.space,
      leave: () => {
        shared.sessions--
        if (shared.sessions === 0) this.#shared.delete(account.id)
      },
    }
  }
}
