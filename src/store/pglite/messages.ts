/** What the main loop and PGlite's thread say to each other. Bytes are messages of PostgreSQL's protocol. */
export type ToWorker = Uint8Array<ArrayBuffer> | 'close'
export type FromWorker = Uint8Array<ArrayBuffer> | 'ready'

export interface WorkerData {
  /** An absolute path, or null for a database in memory. */
  readonly folder: string | null
}
