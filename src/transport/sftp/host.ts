import type { HubFiles } from '../storage/hub-files.ts'

/** A login, as the server needs to know it. */
export interface SftpAccount {
  readonly id: number
  readonly organisationId: number
  readonly login: string
  readonly keys: readonly AccountKey[]
  readonly passwordHash: string | null
  /** Addresses and ranges; empty: from anywhere. */
  readonly allowedAddresses: readonly string[]
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number | null
  readonly disabled: boolean
  /** Old algorithms (SHA-1, CBC) are accepted for this login. */
  readonly legacyAlgorithms: boolean
  /** Bytes that it may hold, answers and the archive included. */
  readonly quota: number
  /** Its part of the organisation's outbox; '' is all of it. */
  readonly outboundFolder: string
  /** Outbound files are in the home folder too (outbound rule O-4). */
  readonly filesInHome: boolean
}

export interface AccountKey {
  readonly type: 'ssh-ed25519' | 'ssh-rsa'
  /** Base64, as in a `.pub` file. */
  readonly blob: string
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string
  readonly comment: string
}

/** What happened, for the record. Paths are those that the account sees, but for outbound files: `recordedPath`. */
export interface SftpNote {
  readonly account: SftpAccount
  readonly session: string
  readonly address: string
  readonly at: number
  readonly action:
    | 'login'
    | 'loginRefused'
    | 'logout'
    | 'sent'
    | 'arrived'
    | 'checked'
    | 'brokenOff'
    | 'renamed'
    | 'removed'
    | 'refused'
  readonly path?: string
  /** Bytes of the file. */
  readonly size?: number
  /** Of what was sent: from the first byte to the one behind the last. */
  readonly range?: readonly [number, number]
  /** Of the file, milliseconds since 1970 UTC: tells its versions apart. */
  readonly modifiedAt?: number
  readonly milliseconds?: number
  /** Why it was refused, how somebody signed in: words of ours, or of the client's own version. */
  readonly detail?: string
}

/** What the server asks of the house: it knows neither database nor formats. */
export interface SftpHost {
  readonly files: HubFiles
  /** Null for a login that is not there. */
  find(login: string): Promise<SftpAccount | null>
  /** Does the same work for a login that is not there, or has no password. */
  passwordMatches(account: SftpAccount | null, password: string): Promise<boolean>
  note(note: SftpNote): void
  /** A whole file lies in `inbox/` or `check/`; the path is the one that the account sees. Not waited for. */
  arrived(account: SftpAccount, path: string): void
  /** Something that is no fault of a client. */
  failed(error: unknown): void
}
