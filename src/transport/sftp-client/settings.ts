import type { PinnedKey } from './pinned-key.ts'

/** How a folder on an SFTP server is reached. */
export interface SftpSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly hostKey: PinnedKey
  /** A private key in OpenSSH or PEM format, or else a password. */
  readonly secret: string
  /** Where the login leads when it is ''. */
  readonly folder: string
}

export interface SftpClientLimits {
  /** Until the server has let us in. */
  readonly connectMs: number
  /** Silence after which a server that was asked something is given up. */
  readonly silenceMs: number
}

export const SFTP_CLIENT_LIMITS: SftpClientLimits = { connectMs: 20_000, silenceMs: 60_000 }
