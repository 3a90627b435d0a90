import type { Storage } from '../transport/storage/storage.ts'
import type { Export } from './exports.ts'
import type { OutboundHub } from './hub.ts'
import type { Notices } from './notices.ts'
import type { ExportRun } from './runs.ts'
import type { Window } from './time/windows.ts'

export interface RunRequest {
  /** Builds the file of the day anew, or puts it over one that is not ours (outbound rule O-39). */
  readonly force?: boolean
  /** Instead of the windows that are due (outbound rule O-43). */
  readonly window?: Window
  /** Instead of the windows that are due: once, all that was before the first of them. */
  readonly history?: boolean
}

/** A run of an export at work. */
export interface Job {
  readonly hub: OutboundHub
  readonly of: Export
  readonly run: ExportRun
  readonly outbox: Storage
  readonly request: RunRequest
  readonly notices: Notices
}
