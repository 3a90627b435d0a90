/** What the server bears. Sizes in bytes, times in milliseconds. */
export interface SftpLimits {
  readonly connections: number
  readonly connectionsOfAddress: number
  /** Of one address, not signed in yet. */
  readonly strangersOfAddress: number
  /** Connections that an address may begin within a minute. */
  readonly connectionsPerMinute: number
  readonly sessionsOfAccount: number
  readonly channelsOfConnection: number
  readonly handles: number
  readonly fileSize: number
  /** From the first byte of a connection to the login. */
  readonly loginMs: number
  /** Without a request that was answered. */
  readonly idleMs: number
  readonly connectionMs: number
  /** How often it is asked whether the account of a connection may still be used. */
  readonly askAgainMs: number
  /** Keys and passwords that are tried in one connection. */
  readonly attempts: number
  /** Wrong passwords or signatures from one address for one login, after which it is locked out for a while. */
  readonly failuresOfLogin: number
  /** The same for all logins together. */
  readonly failuresOfAddress: number
  /** The first lock-out; each further one is twice as long, up to an hour. */
  readonly lockOutMs: number
}

const MINUTE = 60_000

export const SFTP_LIMITS: SftpLimits = {
  connections: 500,
  connectionsOfAddress: 100,
  strangersOfAddress: 60,
  connectionsPerMinute: 600,
  sessionsOfAccount: 64,
  channelsOfConnection: 8,
  handles: 64,
  fileSize: 16 * 1024 ** 3,
  loginMs: 30_000,
  idleMs: 15 * MINUTE,
  connectionMs: 24 * 60 * MINUTE,
  askAgainMs: MINUTE,
  attempts: 20,
  failuresOfLogin: 5,
  failuresOfAddress: 20,
  lockOutMs: MINUTE,
}

/** Requests of one channel that wait for their turn; beyond it nothing more is read from the client. */
export const MOST_WAITING = 128
/** Reads and writes of one channel that are under way at the same time. */
export const MOST_UNDER_WAY = 8
/** Bytes for one client that its connection has not taken yet; beyond it nothing more is answered. */
export const MOST_UNSENT = 1024 * 1024
/** Bytes of a channel that a client may have sent ahead: twice the window that it was given. More breaks the protocol. */
export const MOST_UNREAD = 4 * 1024 * 1024 + 64 * 1024
