import type { Sealer } from '../domain/sealer.ts'
import type { Store } from '../store/store.ts'
import type { MoodleConnections } from '../transport/moodle-ws/connections.ts'
import type { HubFiles } from '../transport/storage/hub-files.ts'

/** What runs of exports work with. */
export interface OutboundHub {
  readonly store: Store
  readonly dataFolder: string
  /** Where published files are put. */
  readonly files: HubFiles
  /** Opens what is stored of how a site is reached. */
  readonly sealer: Sealer
  /** The clients of Moodle sites, one for each. */
  readonly moodle: MoodleConnections
  /** Milliseconds since 1970 UTC. A run reads it once and keeps to that time. */
  readonly now: () => number
  /** Waits until it is this organisation's turn to work on what was read. Absent: nobody else runs exports beside it. */
  readonly turn?: () => Promise<void>
}
