import { openSsh, openSshIsThere } from './openssh.ts'
import { ownClient } from './own-client.ts'
import type { KnownServer, Receiver } from './receiver.ts'

/** What receivers collect their files with. */
export interface SftpProgram {
  readonly name: string
  /** Gets all files of the outbox. Throws when it cannot. */
  collect(receiver: Receiver, server: KnownServer): Promise<void>
  /** Tries to get one file under a login. What the answer was, null when the file was given. */
  tryToGet(receiver: Receiver, server: KnownServer, login: string, path: string): Promise<string | null>
}

/** What this machine has. */
export async function sftpProgram(): Promise<SftpProgram> {
  return (await openSshIsThere()) ? openSsh : ownClient
}
